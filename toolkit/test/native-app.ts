import { spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import {
  chmodSync,
  cpSync,
  lchownSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { withClient } from '../src/postgres/with-client.ts';
import { processEnvironment } from '../src/environment.ts';
import { temporaryFolder } from '../src/postgres/test-postgres.ts';
import { isPortFree } from '../src/system/ports.ts';
import type { ProcessInfo } from '../src/system/processes.ts';
import { listProcesses } from '../src/system/processes.ts';

const repository = fileURLToPath(new URL('../..', import.meta.url));

export const isRoot = process.getuid?.() === 0;
export const NOBODY = 65_534;

/** A copy of cases/native-app in a folder of its own, on ports of its own. */
export interface NativeApp {
  folder: string;
  dataFolder: string;
  /** The program `evenkeel`, and how far it must move the ports, for those who start it themselves. */
  program: string;
  offset: number;
  ports: { postgres: number; backend: number; frontend: number };
  /** Starts `evenkeel` there, with the ports moved where the command is `up`. */
  evenkeel(args: string[], environment?: Record<string, string>): Running;
  /** `evenkeel up` until everything is healthy. */
  up(args?: string[], environment?: Record<string, string>): Promise<Running>;
  /** Replaces a text of its evenkeel.yaml. */
  editConfig(from: string, to: string): void;
  query<Row>(sql: string): Promise<Row[]>;
  secret(name: string): string;
  /** Everything that runs for this copy: the command, the parts and PostgreSQL. */
  processes(): ProcessInfo[];
  remove(): void;
}

export interface Running {
  pid: number;
  out(): string;
  err(): string;
  /** Waits until stdout or stderr has a text; fails with both after 40 s, or when the program has ended without it. */
  says(text: string | RegExp): Promise<void>;
  /** Closes the other end of its stdout and stderr. */
  stopReading(): void;
  ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
}

interface Settings {
  /** The folder that holds the project's; default: the system's temporary folder. */
  parent?: string;
  /** Who runs the commands and owns the folder; default: the user of the test. */
  uid?: number;
}

export async function createNativeApp({ parent = temporaryFolder(), uid }: Settings = {}): Promise<NativeApp> {
  const folder = mkdtempSync(join(parent, 'native app '));
  chmodSync(folder, 0o755);
  cpSync(fileURLToPath(new URL('../cases/native-app', import.meta.url)), folder, { recursive: true });
  symlinkSync(join(repository, 'node_modules'), join(folder, 'node_modules'));
  if (uid !== undefined) for (const name of ['', ...readdirSync(folder)]) lchownSync(join(folder, name), uid, uid);
  const dataFolder = join(folder, '.evenkeel');
  const offset = await freeOffset();
  const ports = { postgres: 20_001 + offset, backend: 20_002 + offset, frontend: 20_003 + offset };
  const secret = (name: string) =>
    String(Object(JSON.parse(readFileSync(join(dataFolder, 'secrets.json'), 'utf8')))[name]);

  const program = join(repository, 'toolkit', 'bin', 'evenkeel.js');
  const evenkeel: NativeApp['evenkeel'] = (args, environment = {}) => {
    const moved = args[0] === 'up' ? [...args, '--port-offset', String(offset)] : args;
    const { PATH = '' } = processEnvironment();
    return run(process.execPath, [program, ...moved], {
      cwd: folder,
      env: { PATH, HOME: folder, LANG: 'C.UTF-8', ...environment },
      ...(uid !== undefined && { uid, gid: uid }),
    });
  };

  return {
    folder,
    dataFolder,
    program,
    offset,
    ports,
    evenkeel,
    secret,
    up: async (args = [], environment = {}) => {
      const running = evenkeel(['up', ...args], environment);
      await running.says('Everything is up');
      return running;
    },
    editConfig: (from, to) => {
      const file = join(folder, 'evenkeel.yaml');
      const text = readFileSync(file, 'utf8');
      if (!text.includes(from)) throw new Error(`evenkeel.yaml has no "${from}"`);
      writeFileSync(file, text.replace(from, to));
    },
    query: async <Row>(sql: string) => {
      const password = secret('POSTGRES_PASSWORD');
      const config = { host: '127.0.0.1', port: ports.postgres, user: 'app', database: 'app', password };
      return withClient(config, async (client) => (await client.query(sql)).rows as Row[]);
    },
    processes: () => processesOf(folder),
    remove: () => {
      for (const { pid } of processesOf(folder)) process.kill(pid, 'SIGKILL');
      rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
    },
  };
}

/** Starts a program and collects what it says. */
export function run(
  program: string,
  args: string[],
  options: { cwd: string; env: NodeJS.ProcessEnv; uid?: number; gid?: number },
): Running {
  const child = spawn(program, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  const said = { out: '', err: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said.out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said.err += text));
  let over = false;
  const ended = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      over = true;
      resolve({ code, signal });
    });
  });
  return {
    pid: child.pid ?? 0,
    out: () => said.out,
    err: () => said.err,
    ended,
    stopReading: () => {
      child.stdout.destroy();
      child.stderr.destroy();
    },
    says: async (text) => {
      const until = performance.now() + 40_000;
      const found = () =>
        [said.out, said.err].some((channel) =>
          typeof text === 'string' ? channel.includes(text) : text.test(channel),
        );
      while (!found()) {
        if (over || performance.now() > until) throw new Error(`It never said ${text}.\n${said.out}\n${said.err}`);
        await pause(20);
      }
    },
  };
}

function processesOf(folder: string): ProcessInfo[] {
  return listProcesses().filter(
    ({ pid, command }) => command.includes(folder) || workingFolder(pid).startsWith(folder),
  );
}

function workingFolder(pid: number): string {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return '';
  }
}

/** How far the ports are moved, so that several tests can run at once. */
export async function freeOffset(): Promise<number> {
  const offset = randomInt(1000) * 10;
  const free = await Promise.all([1, 2, 3].map((port) => isPortFree(20_000 + offset + port)));
  return free.every(Boolean) ? offset : freeOffset();
}
