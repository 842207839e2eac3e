import { spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { listProcesses, processInfo, RUN_VARIABLE, signal } from '../system/processes.ts';
import type { Part } from './plan.ts';

/** How a program ended; `error` when it could not be started at all. */
export interface Ending {
  code: number | null;
  signal: NodeJS.Signals | null;
  error?: NodeJS.ErrnoException;
}

export interface PartProcess {
  pid: number;
  startedAt: string;
  ended: Promise<Ending>;
  /** What it said last, for an error message. */
  lastLines: readonly string[];
  /** SIGTERM to all of its process group, SIGKILL for what is there after the limit. */
  stop(limitMs: number): Promise<void>;
  kill(): void;
}

const KEPT_LINES = 20;

/** Starts a program as the leader of a process group, so that all of its descendants can be reached. */
export function startPart(part: Part, run: string, onLine: (line: string) => void): PartProcess {
  const [program, ...args] = part.command;
  const child = spawn(program, args, {
    cwd: part.folder,
    env: { ...part.environment, [RUN_VARIABLE]: run },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const lastLines: string[] = [];
  const keep = (line: string) => {
    lastLines.push(line);
    if (lastLines.length > KEPT_LINES) lastLines.shift();
    onLine(line);
  };
  const read = [child.stdout, child.stderr].map((stream) => readLines(stream, keep));
  const ended = new Promise<Ending>((resolve) => {
    child.once('error', (error) => resolve({ code: null, signal: null, error }));
    child.once('exit', (code, name) => {
      // Its last words may still be on their way; a descendant that keeps the pipe open must not hold this up.
      void Promise.race([Promise.all(read), pause(300)]).then(() => resolve({ code, signal: name }));
    });
  });
  const pid = child.pid ?? 0;
  const kill = () => void (pid > 0 && signal(-pid, 'SIGKILL'));
  return {
    pid,
    startedAt: processInfo(pid)?.startedAt ?? '',
    ended,
    lastLines,
    kill,
    stop: async (limitMs) => {
      if (pid === 0) return;
      const until = performance.now() + limitMs;
      signal(-pid, 'SIGTERM');
      while (groupLives(pid)) {
        if (performance.now() > until) kill();
        await pause(25);
      }
      await ended;
    },
  };
}

async function readLines(stream: Readable, onLine: (line: string) => void): Promise<void> {
  for await (const line of createInterface({ input: stream })) onLine(line);
}

/** A zombie counts for the system, but no longer for us: some containers have nobody who clears them away. */
function groupLives(pid: number): boolean {
  return signal(-pid, 0) && listProcesses().some(({ group }) => group === pid);
}
