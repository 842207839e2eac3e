import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { until } from './until.ts';

export type LogLine = { level: string; time: string; event: string } & Record<string, unknown>;

export const SECRET = 'a-secret-of-the-tests-0123456789abcdef';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** A program that a test has started, with all that it writes. */
export interface Running {
  pid: number;
  stdout: string[];
  stderr: string[];
  /** Settles when it has ended and all of its output is read. */
  ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  kill(signal: NodeJS.Signals): void;
}

export function start(program: string, args: string[], options: SpawnOptions = {}): Running {
  const child: ChildProcess = spawn(program, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  const stdout: string[] = [];
  const stderr: string[] = [];
  createInterface({ input: child.stdout! }).on('line', (line) => stdout.push(line));
  createInterface({ input: child.stderr! }).on('line', (line) => stderr.push(line));
  const ended = new Promise<Awaited<Running['ended']>>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ code, signal }));
  });
  const killWithTests = () => child.kill('SIGKILL');
  process.once('exit', killWithTests);
  void ended.then(
    () => process.off('exit', killWithTests),
    () => process.off('exit', killWithTests),
  );
  return { pid: child.pid ?? 0, stdout, stderr, ended, kill: (signal) => void child.kill(signal) };
}

export interface Program extends Running {
  /** What it has logged so far; a line that is no JSON fails the test that reads it. */
  log(): LogLine[];
  logged(event: string): Promise<LogLine>;
  /** Only of the API: where it listens. */
  url(): Promise<string>;
}

/** One of the backend's own programs, in an environment that has nothing but what is given here. */
export function startProgram(
  script: string,
  environment: Record<string, string | undefined>,
  args: string[] = [],
): Program {
  const env = {
    PATH: process.env['PATH'], // oxlint-disable-line node/no-process-env -- to find node and nothing else
    NODE_COMPILE_CACHE: `${root}node_modules/.cache/evenkeel-compile`, // as in development: a third of a start
    BETTER_AUTH_SECRET: SECRET,
    HOST: '127.0.0.1',
    PORT: '0',
    ...environment,
  };
  const running = start(process.execPath, [script, ...args], { cwd: root, env });
  const log = () => running.stdout.map((line) => JSON.parse(line) as LogLine);
  const logged = async (event: string) => {
    const find = () => log().find((line) => line.event === event);
    let over = false;
    void running.ended.then(() => (over = true));
    await until(`${script} logs ${event}; it wrote ${running.stdout.join('\n')}`, () => find() ?? over);
    const line = find();
    if (!line)
      throw new Error(`${script} ended without ${event}:\n${[...running.stdout, ...running.stderr].join('\n')}`);
    return line;
  };
  return {
    ...running,
    log,
    logged,
    url: async () => `http://127.0.0.1:${String((await logged('api_listening'))['port'])}`,
  };
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}
