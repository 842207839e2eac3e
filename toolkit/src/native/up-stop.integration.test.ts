import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { NativeApp, Running } from '../../test/native-app.ts';
import { createNativeApp } from '../../test/native-app.ts';

let app: NativeApp;
beforeEach(async () => {
  app = await createNativeApp();
});
afterEach(() => app.remove());

function expectNothingLeft(): void {
  expect(app.processes()).toEqual([]);
  expect(existsSync(join(app.dataFolder, 'running.json'))).toBe(false);
  expect(existsSync(join(app.dataFolder, 'postgres', 'postmaster.pid'))).toBe(false);
}

/** A part answers as soon as it is well: what it has written by then may arrive a moment later. */
async function pidOf(running: Running, part: string): Promise<number> {
  const told = new RegExp(`^${part} .*\\bpid=(\\d+)`, 'm');
  await running.says(told);
  return Number(told.exec(running.out())?.[1]);
}

test.each([
  ['SIGINT', 'Ctrl-C'],
  ['SIGTERM', 'SIGTERM'],
  ['SIGHUP', 'the terminal was closed'],
] as const)('%s stops everything, users before what they use, and is no failure', async (name, reason) => {
  const running = await app.up();
  process.kill(running.pid, name);
  expect(await running.ended).toEqual({ code: 0, signal: null });
  expect(running.err()).toContain(`Stopping (${reason})`);
  expect(running.out()).toMatch(/^backend .*shutdown_signal_received/m);
  expectNothingLeft();
});

test('users are stopped before what they use, however long they take', async () => {
  const running = app.evenkeel(['up', '--json'], { SLOW_STOP_MS: '500' });
  await running.says('"type":"ready"');
  process.kill(running.pid, 'SIGTERM');
  await running.ended;
  const stopped = [...running.out().matchAll(/"part":"(\w+)","state":"stopped"/g)].map(([, part]) => part);
  expect(stopped.filter((part) => part !== 'frontend')).toEqual(['worker', 'backend', 'postgres']);
});

test.each(['SIGINT', 'SIGTERM'] as const)('%s while it starts leaves nothing either', async (name) => {
  for (const moment of ['it is up', 'postgres', 'migrate', 'seed']) {
    const running = app.evenkeel(['up', '--json']);
    if (moment === 'it is up') await pause(150);
    else await running.says(`"part":"${moment}"`);
    process.kill(running.pid, name);
    // Before its handlers are in place the signal itself ends it; nothing was started then.
    expect([0, null]).toContain((await running.ended).code);
    expectNothingLeft();
  }
});

test('a part that ignores SIGTERM is ended by force after its time', async () => {
  const running = await app.up([], { STUBBORN: 'backend' });
  process.kill(running.pid, 'SIGINT');
  expect(await running.ended).toEqual({ code: 0, signal: null });
  expectNothingLeft();
});

test('a second Ctrl-C ends everything at once; one that arrives twice does not', async () => {
  const running = await app.up([], { STUBBORN: 'frontend' });
  process.kill(running.pid, 'SIGINT');
  await pause(100);
  process.kill(running.pid, 'SIGINT');
  await running.says(/^frontend .*shutdown_signal_received/m);
  await pause(600);
  expect(app.processes().map(({ pid }) => pid)).toContain(await pidOf(running, 'frontend'));
  process.kill(running.pid, 'SIGINT');
  expect(await running.ended).toEqual({ code: 130, signal: null });
  expectNothingLeft();
});

test('a part that ends on its own stops everything and is named with its exit code and its last words', async () => {
  const running = await app.up();
  await fetch(`http://127.0.0.1:${app.ports.backend}/crash`).catch(() => undefined);
  expect(await running.ended).toEqual({ code: 3, signal: null });
  expect(running.err()).toContain('backend ended with exit code 7.');
  expect(running.err()).toContain('    about to crash');
  expectNothingLeft();
});

test('a part that is killed is named with the signal', async () => {
  const running = await app.up();
  process.kill(await pidOf(running, 'backend'), 'SIGKILL');
  expect((await running.ended).code).toBe(3);
  expect(running.err()).toContain('backend was ended by SIGKILL.');
  expectNothingLeft();
});

test('a database that is killed is named, and the next start repairs it', async () => {
  const running = await app.up();
  const postmaster = app.processes().find(({ command }) => command.includes('/postgres -D'));
  process.kill(postmaster?.pid ?? 0, 'SIGKILL');
  expect((await running.ended).code).toBe(3);
  expect(running.err()).toContain('postgres was ended by SIGKILL.');
  expect(app.processes()).toEqual([]);

  const next = await app.up();
  expect(await app.query('SELECT count(*)::int AS n FROM seeds')).toEqual([{ n: 1 }]);
  process.kill(next.pid, 'SIGINT');
  await next.ended;
  expectNothingLeft();
});

test.each([
  ['a step that fails', { FAILING_STEP: 'migrate' }, 'migrate ended with exit code 4.', 'migrate cannot go on'],
  ['a service that is never healthy', { NEVER_HEALTHY: 'backend' }, 'backend was not healthy after 1 s (http://', ''],
])('%s ends the start', async (_what, environment: Record<string, string>, message, words) => {
  if ('NEVER_HEALTHY' in environment) app.editConfig('start_period: 60s', 'start_period: 1s');
  const running = app.evenkeel(['up'], environment);
  expect(await running.ended).toEqual({ code: 3, signal: null });
  expect(running.err()).toContain(message);
  expect(running.err()).toContain(words);
  expect(running.out()).not.toContain('Everything is up');
  expectNothingLeft();
});

test('when nobody reads its output any more, it stops', async () => {
  const running = await app.up();
  running.stopReading();
  await fetch(`http://127.0.0.1:${app.ports.frontend}/`);
  expect((await running.ended).code).toBe(0);
  expectNothingLeft();
});
