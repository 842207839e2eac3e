import { chmodSync, chownSync, existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, onTestFinished, test } from 'vitest';
import type { NativeApp } from '../../test/native-app.ts';
import { createNativeApp, isRoot, NOBODY } from '../../test/native-app.ts';

let app: NativeApp;
afterEach(() => app?.remove());

async function startAndStop(): Promise<string> {
  const running = await app.up();
  expect(await app.query('SELECT count(*)::int AS n FROM seeds')).toEqual([{ n: 1 }]);
  process.kill(running.pid, 'SIGINT');
  expect(await running.ended).toEqual({ code: 0, signal: null });
  expect(app.processes()).toEqual([]);
  return running.err();
}

test('an ordinary user runs PostgreSQL as himself, below the data folder', async () => {
  app = await createNativeApp(isRoot ? { uid: NOBODY } : {});
  const said = await startAndStop();
  expect(said).not.toContain('refuses to run as root');
  expect(statSync(join(app.dataFolder, 'postgres')).uid).toBe(isRoot ? NOBODY : process.getuid?.());
  expect(statSync(join(app.dataFolder, 'postgres')).mode & 0o777).toBe(0o700);
});

test('as root, nobody runs PostgreSQL in place, and it is said', async ({ skip }) => {
  if (!isRoot) skip('needs root');
  app = await createNativeApp();
  expect(await startAndStop()).toContain('PostgreSQL refuses to run as root: the user nobody runs it.');
  expect(statSync(join(app.dataFolder, 'postgres')).uid).toBe(NOBODY);
});

test('as root below a folder that nobody may enter, programs and data lie where it may', async ({ skip }) => {
  if (!isRoot) skip('needs root');
  const closed = mkdtempSync(join(homedir(), 'evenkeel closed '));
  chmodSync(closed, 0o700);
  onTestFinished(() => rmSync(closed, { recursive: true, force: true }));
  app = await createNativeApp({ parent: closed });
  const said = await startAndStop();
  const place = /in (\/var\/lib\/evenkeel\/\S+) because it may not enter/.exec(said)?.[1] ?? '';
  onTestFinished(() => rmSync(place, { recursive: true, force: true }));
  expect(readdirSync(place).toSorted()).toEqual(['postgres', expect.stringMatching(/^programs-17/)]);
  expect(existsSync(join(app.dataFolder, 'postgres'))).toBe(false);
  // The data are found again, also by a start that could now use the project's folder.
  chmodSync(closed, 0o755);
  expect(await startAndStop()).toContain('seed skipped');
});

test('data that another user has made are named with their owner', async ({ skip }) => {
  if (!isRoot) skip('needs root to become two users');
  app = await createNativeApp({ uid: NOBODY });
  await startAndStop();
  chownSync(join(app.dataFolder, 'postgres'), 4321, 4321);
  const running = app.evenkeel(['up']);
  expect((await running.ended).code).toBe(3);
  expect(running.err()).toContain('belongs to another user (number 4321)');
});
