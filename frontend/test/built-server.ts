import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const frontend = fileURLToPath(new URL('..', import.meta.url));
const DIST = '.next-built-server';

export interface RunningServer {
  url: string;
  /** The lines of its log so far. */
  log: () => string[];
  /** Sends SIGTERM and gives the exit code. */
  stop: () => Promise<number | null>;
}

/** Builds the frontend as its image has it; takes some seconds. Nothing of the environment may be needed for it. */
export function build() {
  const { status, stdout, stderr } = spawnSync('next', ['build'], {
    cwd: frontend,
    encoding: 'utf8',
    env: environment({ NEXT_DIST_DIR: DIST, NEXT_TELEMETRY_DISABLED: '1' }),
  });
  if (status !== 0) throw new Error(`next build failed:\n${stdout}${stderr}`);
  // Next leaves this copy to whoever makes the image.
  cpSync(join(frontend, DIST, 'static'), join(frontend, DIST, 'standalone/frontend', DIST, 'static'), {
    recursive: true,
  });
}

export function removeBuild() {
  rmSync(join(frontend, DIST), { recursive: true, force: true });
}

/** Starts the built server with these settings alone, and waits until it answers. */
export async function startServer(settings: Record<string, string> = {}): Promise<RunningServer> {
  const port = await freePort();
  const { child, log, ended } = launch({ ...settings, PORT: String(port) });
  const url = `http://localhost:${port}`;
  for (let tries = 0; !(await isUp(url)); tries += 1) {
    if (child.exitCode !== null || tries > 200) throw new Error(`The server did not come up:\n${log().join('\n')}`);
    await pause(50);
  }
  const stop = async () => {
    child.kill('SIGTERM');
    return await ended;
  };
  return { url, log, stop };
}

/** Starts the built server with settings that end it. */
export async function failToStart(settings: Record<string, string>): Promise<{ code: number | null; log: string[] }> {
  const { log, ended } = launch({ ...settings, PORT: '0' });
  return { code: await ended, log: log() };
}

function launch(settings: Record<string, string>) {
  const env = environment({ HOSTNAME: '127.0.0.1', ...settings });
  const child = spawn('node', ['server.js'], { cwd: join(frontend, DIST, 'standalone/frontend'), env });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const ended = once(child, 'close').then(([code]) => code as number | null);
  return { child, ended, log: () => output.split('\n').filter(Boolean) };
}

/** The settings alone, so that no test depends on the shell it was started from. */
function environment(settings: Record<string, string>): NodeJS.ProcessEnv {
  // oxlint-disable-next-line node/no-process-env -- where node and next are
  return { NODE_ENV: 'production', PATH: process.env['PATH'], ...settings };
}

async function isUp(url: string): Promise<boolean> {
  return await fetch(`${url}/api/health`).then(
    (answer) => answer.ok,
    () => false,
  );
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
