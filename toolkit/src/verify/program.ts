import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Environment } from '../environment.ts';
import { signal as send } from '../system/processes.ts';

/** What came of a program that has run to its end. */
export interface Said {
  code: number | null;
  out: string;
  err: string;
}

export interface ProgramOptions {
  cwd?: string;
  environment?: Environment;
  /** Ends it, and makes it fail with the signal's reason. */
  stop?: AbortSignal | undefined;
  /** What it reads; without it, nothing. */
  input?: string;
  /** Hears what it says while it runs. */
  onLine?: (line: string) => void;
}

/**
 * Runs a program to its end. It has a process group of its own: Ctrl-C is for this program to hear, which then cleans up.
 * @throws the system's error (ENOENT, EACCES, …) when it cannot be started
 */
export function runToEnd(program: string, args: readonly string[], options: ProgramOptions = {}): Promise<Said> {
  const said = run(program, args, options);
  running.add(said);
  const forget = () => void running.delete(said);
  said.then(forget, forget);
  return said;
}

const running = new Set<Promise<unknown>>();

/** When no program runs any more. */
export async function allEnded(): Promise<void> {
  await Promise.allSettled(running);
}

async function run(program: string, args: readonly string[], options: ProgramOptions): Promise<Said> {
  const { cwd, environment, stop, input, onLine } = options;
  stop?.throwIfAborted();
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      ...(cwd !== undefined && { cwd }),
      ...(environment && { env: environment }),
      detached: true,
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    const chunks = { out: [] as Buffer[], err: [] as Buffer[] };
    const end = () => child.pid !== undefined && send(-child.pid, 'SIGTERM');
    stop?.addEventListener('abort', end);
    // One that ends without reading is no failure of this one.
    child.stdin.on('error', () => undefined).end(input);
    child.stdout.on('data', (chunk: Buffer) => chunks.out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => chunks.err.push(chunk));
    // Some versions tell their progress on the one, some on the other.
    if (onLine) {
      for (const channel of [child.stdout, child.stderr]) createInterface({ input: channel }).on('line', onLine);
    }
    child.once('error', reject);
    child.once('close', (code) => {
      stop?.removeEventListener('abort', end);
      if (stop?.aborted) return reject(stop.reason as Error);
      resolve({ code, out: Buffer.concat(chunks.out).toString(), err: Buffer.concat(chunks.err).toString() });
    });
  });
}

export const linesOf = (text: string): string[] => text.split('\n').filter((line) => line !== '');

/** The last words of a program, as the indented lines of a message. */
export function lastWords(said: string, count = LAST_LINES): string {
  return said
    .trim()
    .split('\n')
    .slice(-count)
    .map((line) => `    ${line}`)
    .join('\n');
}

const LAST_LINES = 12;
