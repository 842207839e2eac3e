import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** A running copy of the whole app. */
export interface App {
  /** Origin of the pages, such as http://localhost:3300. */
  frontend: string;
  /** Origin of the API. */
  backend: string;
}

/** One that runs, and how it ends where that is for who asked for it. */
export interface Running {
  app: App;
  stop?: () => Promise<void>;
}

const root = fileURLToPath(new URL('../..', import.meta.url));
const ports = [3000, 8000, 5433];

/**
 * Starts a copy as processes, with a database of its own, beside whatever else runs here. With APP_FRONTEND_URL and
 * APP_BACKEND_URL it takes the copy that runs there, while one writes tests.
 */
export async function startApp(): Promise<Running> {
  const { APP_FRONTEND_URL: frontend, APP_BACKEND_URL: backend } = process.env;
  if (frontend && backend) return { app: { frontend, backend } };
  const options = [
    '--data',
    '.evenkeel/browser-tests',
    '--fresh',
    '--yes',
    '--port-offset',
    String(await freeOffset()),
  ];
  const program = spawn(process.execPath, ['toolkit/bin/evenkeel.js', 'up', '--json', ...options], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, PATH: `${root}node_modules/.bin:${process.env['PATH'] ?? ''}` },
  });
  const app = await readAddresses(program);
  return {
    app,
    stop: async () => {
      if (program.exitCode !== null) return;
      program.kill('SIGTERM');
      await once(program, 'exit');
    },
  };
}

/** Reads the events of `evenkeel up` until it is up; shows all of them when it never is. */
async function readAddresses({ stdout }: ChildProcess): Promise<App> {
  const told: string[] = [];
  const lines = createInterface({ input: stdout ?? process.stdin });
  for await (const line of lines) {
    told.push(line);
    const event = JSON.parse(line) as { type: string; addresses?: App };
    if (event.type !== 'ready' || !event.addresses) continue;
    // The log goes on; unread it would fill the pipe and stop the app.
    stdout?.resume();
    return event.addresses;
  }
  throw new Error(`evenkeel up did not come up:\n${told.slice(-40).join('\n')}`);
}

async function freeOffset(): Promise<number> {
  for (let offset = 300; offset < 2_300; offset += 20) {
    const free = await Promise.all(ports.map((port) => isFree(port + offset)));
    if (free.every(Boolean)) return offset;
  }
  throw new Error('There are no free ports between 3300 and 5300 for a copy of the app.');
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
