import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { NativeApp } from '../../../test/native-app.ts';
import { createNativeApp } from '../../../test/native-app.ts';
import { readProject } from '../../native/read-config.ts';
import { startCopy } from './start-copy.ts';

let app: NativeApp;
beforeEach(async () => {
  app = await createNativeApp();
});
afterEach(() => app.remove());

const never = new AbortController().signal;
const place = () => join(app.dataFolder, 'verify');
const verify = (...args: string[]) => app.evenkeel(['verify', 'native', '--start', ...args]);

function nothingIsLeft() {
  expect(app.processes().map(({ command }) => command)).toEqual([]);
  expect(existsSync(place())).toBe(false);
}

test('the parts of a copy end and start again, with other settings if wanted', async () => {
  const copy = await startCopy(readProject(app.folder), never);
  try {
    expect(copy.parts).toEqual(['frontend', 'backend', 'worker', 'postgres']);
    const settings = async () => (await (await fetch(copy.backendUrl)).json()) as Record<string, string>;
    const usual = await settings();
    expect(usual['LOG_LEVEL']).toBe('info');
    expect(copy.secrets).toContain(usual['API_KEY']);

    expect(await copy.end('backend', 'SIGTERM')).toEqual({ code: 0, signal: null });
    expect(copy.isRunning('backend')).toBe(false);
    expect((await copy.lines('backend')).at(-1)).toContain('shutdown_signal_received');
    expect(await copy.start('backend', { LOG_LEVEL: 'debug' })).toBeUndefined();
    expect((await settings())['LOG_LEVEL']).toBe('debug');

    expect(await copy.end('worker', 'SIGKILL')).toEqual({ code: null, signal: 'SIGKILL' });
    expect(await copy.end('postgres', 'SIGKILL')).toMatchObject({ signal: 'SIGKILL' });
    expect(copy.isRunning('postgres')).toBe(false);
    await copy.start('postgres');
    await copy.start('worker');
    expect(copy.parts.filter((part) => !copy.isRunning(part))).toEqual([]);
    // It is well as soon as its heartbeat is there; its words may arrive later.
    const said = async () => (await copy.lines('worker')).filter((line) => line.includes('working'));
    await expect.poll(said, { timeout: 10_000 }).toHaveLength(2);
  } finally {
    await copy.remove();
  }
  nothingIsLeft();
});

test('a part that ends at its start says how', async () => {
  const copy = await startCopy(readProject(app.folder), never);
  try {
    await copy.end('backend', 'SIGTERM');
    expect(await copy.start('backend', { NODE_OPTIONS: '--no-such-option' })).toEqual({ code: 9, signal: null });
  } finally {
    await copy.remove();
  }
});

test('verify --start looks at a copy beside the app that runs, and removes it', async () => {
  const running = verify('--only', 'RUN-4');
  const { code } = await running.ended;
  expect(running.err()).not.toContain('✗');
  expect(running.out()).toMatch(/native, a copy of its own · frontend http:\/\/localhost:2\d{4} ·/);
  expect(running.out()).toContain('✗ RUN-4');
  expect(code).toBe(1);
  nothingIsLeft();
});

// Of these the first is never well, and the second answers when it is asked for its health, and then never again.
test.each([
  ['while the copy starts', 'setInterval(() => 0, 1000)'],
  [
    'while the copy is looked at',
    "let n=0;http.createServer((q,r)=>n++||r.end()).listen(process.env.PORT,'127.0.0.1')",
  ],
])('Ctrl-C %s leaves nothing: 3', async (_when, program) => {
  app.editConfig('command: [node, service.js, backend]', `command: [node, -e, "${program}"]`);
  const running = verify('--only', 'RUN-4');
  while (app.processes().length < 4) await pause(50);
  await pause(1500);
  process.kill(running.pid, 'SIGINT');
  const { code } = await running.ended;
  expect(running.err()).not.toContain('defect');
  expect(running.out()).toContain('stopped, 0 passed');
  expect(code).toBe(3);
  nothingIsLeft();
});

test('a copy that cannot start says why: 3', async () => {
  const running = app.evenkeel(['verify', '--start'], { FAILING_STEP: 'migrate' });
  expect((await running.ended).code).toBe(3);
  expect(running.err()).toContain('migrate ended with exit code 4');
  nothingIsLeft();
});

test('what a run that was killed has left is cleared away by the next', async () => {
  app.editConfig('healthcheck: { http: /health, start_period: 60s }', 'healthcheck: { heartbeat: never }');
  const killed = verify('--only', 'RUN-8');
  while (app.processes().length < 4) await pause(50);
  process.kill(killed.pid, 'SIGKILL');
  await killed.ended;
  expect(app.processes()).not.toEqual([]);
  app.editConfig('healthcheck: { heartbeat: never }', 'healthcheck: { http: /health, start_period: 60s }');
  await verify('--only', 'RUN-4').ended;
  nothingIsLeft();
  expect(readdirSync(app.dataFolder)).toEqual([]);
});
