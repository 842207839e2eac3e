import type { PartState, Tell, UpEvent } from '../native/events.ts';
import type { Colours, Terminal } from '../terminal.ts';
import { renderLogLine } from './log-line.ts';
import { progressLine } from './progress-line.ts';
import { readyBlock } from './ready-block.ts';

/** PostgreSQL's lines about its own doings; what concerns a developer are its errors. */
const POSTGRES_CHATTER = /^LOG: {2}/;
const HELD_LINES = 500;
const REDRAW_MS = 100;

/**
 * Tells a person how the app starts, runs and stops: one line that is rewritten until everything is up, then the block
 * with the addresses, then the log, beginning with what was logged meanwhile.
 * @param demoCommand shows the demo user's password; it is named where the output is not a terminal
 */
export function prettyReport(
  { out, err, signs }: Terminal,
  { steps, services }: { steps: string[]; services: string[] },
  demoCommand: string,
): Tell & { end(): void } {
  const parts = ['postgres', ...steps, ...services];
  const states = new Map<string, PartState>(parts.map((part) => [part, 'waiting']));
  const width = Math.max(...parts.map((part) => part.length));
  const began = performance.now();
  let held: string[] | undefined = [];
  let drawn = false;

  const draw = () => {
    const line = progressLine(states, (performance.now() - began) / 1000, {
      colours: err.colours,
      signs,
      columns: err.columns(),
    });
    err.write(`\r\u001B[K${line}`);
    drawn = true;
  };
  const erase = () => {
    if (drawn) err.write('\r\u001B[K');
    drawn = false;
  };
  const clock = err.isTerminal ? setInterval(() => held && draw(), REDRAW_MS) : undefined;
  const end = () => {
    clearInterval(clock);
    erase();
  };

  const tell = (event: UpEvent) => {
    switch (event.type) {
      case 'progress': {
        states.set(event.part, event.state);
        if (held && !err.isTerminal) err.write(plainProgress(event));
        break;
      }
      case 'note': {
        erase();
        err.write(`${event.message}\n`);
        break;
      }
      case 'log': {
        // What the steps provoke while everything starts is theirs to tell.
        if (event.part === 'postgres' && (held || POSTGRES_CHATTER.test(event.line))) break;
        const prefix = `${paint(services.indexOf(event.part), out.colours)(event.part.padEnd(width))} ${out.colours.dim(signs.bar)} `;
        const text = renderLogLine(event.line, out.colours)
          .map((line) => `${prefix}${line}\n`)
          .join('');
        if (!held) out.write(text);
        else if (held.push(text) > HELD_LINES) held.shift();
        break;
      }
      case 'ready': {
        end();
        out.write(readyBlock(event, out.colours, out.isTerminal ? undefined : demoCommand));
        out.write((held ?? []).join(''));
        held = undefined;
        break;
      }
      case 'stopping': {
        end();
        err.write(`${err.colours.dim(`Stopping (${event.reason}) ${signs.working}`)}\n`);
      }
    }
  };
  return Object.assign(tell, { end });
}

function plainProgress({ part, state, seconds }: Extract<UpEvent, { type: 'progress' }>): string {
  return state === 'waiting' || state === 'starting' ? '' : `${part} ${state} after ${seconds.toFixed(1)} s\n`;
}

/** Each service has its colour, steps and PostgreSQL none; yellow and red are left for warnings and errors. */
function paint(service: number, { cyan, magenta, blue, green, gray }: Colours): (text: string) => string {
  return (service < 0 ? gray : [cyan, magenta, green, blue][service % 4]) ?? gray;
}
