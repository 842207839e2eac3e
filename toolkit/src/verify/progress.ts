import type { Channel } from '../terminal.ts';
import type { Watcher } from './run-checks.ts';

const SILENT_MS = 1000;
const FURTHER_MS = 10_000;
const REDRAW_MS = 200;

interface Progress extends Watcher {
  /** What is done while no check runs. */
  doing(what: string): void;
  end(): void;
}

/** Says on stderr what is being done, from the first second on; end() takes the line away. */
export function createProgress(err: Channel, total: number): Progress {
  const running = new Set<string>();
  const finished = new Set<string>();
  let other = 'Looking for the app';
  const began = performance.now();
  const line = () => {
    const seconds = (performance.now() - began) / 1000;
    const far = seconds * 1000 < FURTHER_MS ? '' : `, ${finished.size} of ${total} done`;
    const doing = running.size === 0 ? other : `Checking ${[...running].join(', ')}`;
    return `${doing}${far} · ${seconds.toFixed(0)} s`.slice(0, err.columns() - 1);
  };
  const timers = err.isTerminal
    ? [setInterval(() => performance.now() - began > SILENT_MS && err.write(`\r\u001B[K${line()}`), REDRAW_MS)]
    : [SILENT_MS, FURTHER_MS].map((ms) => setTimeout(() => err.write(`${line()}\n`), ms));
  return {
    started: ({ id }) => void running.add(id),
    finished({ id }) {
      running.delete(id);
      finished.add(id);
      other = 'Deleting the users that were made';
    },
    doing: (what) => void (other = what),
    end() {
      for (const timer of timers) clearTimeout(timer);
      if (err.isTerminal) err.write('\r\u001B[K');
    },
  };
}
