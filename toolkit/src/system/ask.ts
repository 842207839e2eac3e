import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';
import type { Environment } from '../environment.ts';
import { errorCode } from './files.ts';
import { signal } from './processes.ts';

/** What came of asking a program. All that it can do wrong is a value. */
export type Answer =
  | { kind: 'absent' }
  /** It is there, but the system does not start it: wrong processor, no interpreter, … */
  | { kind: 'unstartable'; why: string }
  /** It had not ended when its time was over. */
  | { kind: 'silent' }
  /** `code` is null when a signal ended it. */
  | { kind: 'ended'; code: number | null; out: string; err: string };

export interface Asked {
  /** As one would type it. */
  command: string;
  durationMs: number;
  answer: Answer;
}

/** A healthy program of those that are asked takes a tenth of this; all of them are asked at once. */
export const LIMIT_MS = 1300;
/** More than any version; a program that talks without end is not listened to. */
const LIMIT_CHARACTERS = 64_000;

export interface AskOptions {
  limitMs?: number;
  limitCharacters?: number;
  /** What it reads; without it, nothing. */
  input?: string;
}

const running = new Set<ChildProcess>();

/** Runs a program, for so long and no longer. Nothing of it is left afterwards. */
export async function ask(
  line: readonly [string, ...string[]],
  cwd: string,
  env: Environment,
  options: AskOptions = {},
): Promise<Asked> {
  const [program, ...args] = line;
  const started = performance.now();
  const file = isAbsolute(program) ? program : find(program, env['PATH']);
  const answer: Answer = file === undefined ? { kind: 'absent' } : await run(file, args, { cwd, env }, options);
  return { command: line.map(quoted).join(' '), durationMs: performance.now() - started, answer };
}

function run(
  file: string,
  args: string[],
  where: { cwd: string; env: Environment },
  { limitMs = LIMIT_MS, limitCharacters = LIMIT_CHARACTERS, input }: AskOptions,
): Promise<Answer> {
  return new Promise((resolve) => {
    // A process group of its own: programs start others (plugins, ways to sign in), which must end with them.
    const child = spawn(file, args, { ...where, stdio: ['pipe', 'pipe', 'pipe'], detached: true });
    // One that ends without reading is no failure of this one.
    child.stdin.on('error', () => undefined).end(input);
    running.add(child);
    const said = { out: '', err: '' };
    let code: number | null | undefined;
    const settle = (answer: Answer) => {
      clearTimeout(timer);
      end(child);
      resolve(answer);
    };
    const settleWithWords = () => settle({ kind: 'ended', code: code ?? null, ...said });
    // Ended, but somebody whom it started still holds its output: what it has said is all that there will be.
    const atTheLimit = () => (code === undefined ? settle({ kind: 'silent' }) : settleWithWords());
    const timer = setTimeout(atTheLimit, limitMs);
    for (const channel of ['out', 'err'] as const) {
      child[`std${channel}`].setEncoding('utf8').on('data', (text: string) => {
        said[channel] += text;
        if (said[channel].length > limitCharacters) settleWithWords();
      });
    }
    child.once('error', (error) => settle({ kind: 'unstartable', why: whyNot(errorCode(error) ?? error.message) }));
    child.once('exit', (exitCode) => (code = exitCode));
    child.once('close', settleWithWords);
  });
}

function end(child: ChildProcess): void {
  running.delete(child);
  child.stdout?.destroy();
  child.stderr?.destroy();
  if (child.pid !== undefined) signal(-child.pid, 'SIGKILL');
}

/** Like {@link ask}, for a command that may be ended meanwhile: Ctrl-C then takes the program with it. */
export async function askBriefly(...question: Parameters<typeof ask>): Promise<Asked> {
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  const endWithThis = (name: NodeJS.Signals) => {
    endAll();
    release();
    process.kill(process.pid, name);
  };
  const release = () => signals.forEach((name) => process.off(name, endWithThis));
  process.once('exit', endAll);
  signals.forEach((name) => process.on(name, endWithThis));
  try {
    return await ask(...question);
  } finally {
    release();
    process.off('exit', endAll);
  }
}

/** Ends whatever is still being asked, for when this program has to end before it has its answers. */
export function endAll(): void {
  for (const child of running) end(child);
}

const reasons: Record<string, string> = {
  ENOENT: 'the program that is to run it is not there',
  ENOEXEC: 'it is made for another kind of machine',
  EACCES: 'this user may not start it',
};

function whyNot(code: string): string {
  return reasons[code] ?? code;
}

/** Not left to the system, because that says the same of an absent program and of one whose interpreter is absent. */
export function find(program: string, path = ''): string | undefined {
  const files = path.split(delimiter).flatMap((folder) => (folder === '' ? [] : [join(folder, program)]));
  return files.find((file) => {
    try {
      accessSync(file, constants.X_OK);
      return statSync(file).isFile();
    } catch {
      return false;
    }
  });
}

function quoted(word: string): string {
  return /^[\w./=:@-]+$/.test(word) ? word : `'${word}'`;
}
