import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Environment } from '../../environment.ts';
import { KnownProblem } from '../../known-problem.ts';
import { errorCode } from '../../system/files.ts';
import { signal as send } from '../../system/processes.ts';

/** What came of a docker command. */
export interface Said {
  code: number | null;
  out: string;
  err: string;
}

export interface DockerOptions {
  cwd?: string;
  environment?: Environment;
  /** Ends it, and makes it fail with the signal's reason. */
  stop?: AbortSignal | undefined;
  /** Hears what it says while it runs. */
  onLine?: (line: string) => void;
}

/**
 * Runs docker to its end. It has a process group of its own: Ctrl-C is for this program to hear, which then cleans up.
 * @throws KnownProblem where there is no docker
 */
export function docker(args: readonly string[], options: DockerOptions = {}): Promise<Said> {
  const said = run(args, options);
  running.add(said);
  const forget = () => void running.delete(said);
  said.then(forget, forget);
  return said;
}

const running = new Set<Promise<unknown>>();

/** When no docker command runs any more. */
export async function allEnded(): Promise<void> {
  await Promise.allSettled(running);
}

async function run(args: readonly string[], options: DockerOptions): Promise<Said> {
  const { cwd, environment, stop, onLine } = options;
  stop?.throwIfAborted();
  return new Promise((resolve, reject) => {
    const child = spawn('docker', args, {
      ...(cwd !== undefined && { cwd }),
      ...(environment && { env: environment }),
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const chunks = { out: [] as Buffer[], err: [] as Buffer[] };
    const end = () => child.pid !== undefined && send(-child.pid, 'SIGTERM');
    stop?.addEventListener('abort', end);
    child.stdout.on('data', (chunk: Buffer) => chunks.out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => chunks.err.push(chunk));
    // Some versions tell their progress on the one, some on the other.
    if (onLine) for (const input of [child.stdout, child.stderr]) createInterface({ input }).on('line', onLine);
    child.once('error', (error) => reject(errorCode(error) === 'ENOENT' ? noDocker() : error));
    child.once('close', (code) => {
      stop?.removeEventListener('abort', end);
      if (stop?.aborted) return reject(stop.reason as Error);
      resolve({ code, out: Buffer.concat(chunks.out).toString(), err: Buffer.concat(chunks.err).toString() });
    });
  });
}

/**
 * The same for a command that must work.
 * @returns its stdout
 * @throws KnownProblem with its last words
 */
export async function dockerMust(args: readonly string[], options?: DockerOptions): Promise<string> {
  const { code, out, err } = await docker(args, options);
  if (code === 0) return out;
  throw whyItFailed(args, err || out);
}

/** What people can do about a docker command that has failed. */
export function whyItFailed(args: readonly string[], said: string): KnownProblem {
  if (
    /Cannot connect to the Docker daemon|failed to connect to the docker API|Is the docker daemon running/i.test(said)
  ) {
    return new KnownProblem('No Docker Engine answers.', 'Start Docker: evenkeel doctor compose says what is missing.');
  }
  if (/permission denied.*docker/i.test(said)) {
    return new KnownProblem('This user may not talk to the Docker Engine.', 'evenkeel doctor compose says what to do.');
  }
  const last = said
    .trim()
    .split('\n')
    .slice(-LAST_LINES)
    .map((line) => `    ${line}`);
  const shown = wordsOf(args).slice(0, SHOWN_WORDS).join(' ');
  return new KnownProblem(`docker ${shown} failed:\n${last.join('\n')}`, 'Mend what it says and try again.');
}

const LAST_LINES = 12;
const SHOWN_WORDS = 3;

/** What a command does, without the options that say how and where. */
const wordsOf = (args: readonly string[]) =>
  args.filter((word, index) => !word.startsWith('-') && !OPTIONS_OF_COMPOSE.has(args[index - 1] ?? ''));
const OPTIONS_OF_COMPOSE = new Set(['--project-name', '--progress', '--env-file', '--file']);

function noDocker(): KnownProblem {
  return new KnownProblem('There is no docker on this machine.', 'evenkeel doctor compose says how to install it.');
}
