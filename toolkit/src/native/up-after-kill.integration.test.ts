import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest';
import type { NativeApp } from '../../test/native-app.ts';
import { createNativeApp, isRoot, NOBODY } from '../../test/native-app.ts';

let app: NativeApp;
beforeEach(async () => {
  app = await createNativeApp();
});
afterEach(() => app.remove());

async function startAndStop(): Promise<string> {
  const running = await app.up();
  expect(await app.query('SELECT count(*)::int AS n FROM seeds')).toEqual([{ n: 1 }]);
  process.kill(running.pid, 'SIGINT');
  expect((await running.ended).code).toBe(0);
  expect(app.processes()).toEqual([]);
  return running.err();
}

test('after kill -9 of the command alone, the next start ends what was left and goes on with the data', async () => {
  const running = await app.up();
  process.kill(running.pid, 'SIGKILL');
  await running.ended;
  const left = app.processes();
  expect(left.length).toBeGreaterThan(4);
  const said = await startAndStop();
  expect(said).toContain('processes that an earlier run had left');
  expect(said).toContain('Ended PostgreSQL');
});

test('after kill -9 of everything, the next start just works', async () => {
  await app.up();
  for (const { pid } of app.processes()) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // it has ended with its parent
    }
  }
  await expect.poll(() => app.processes()).toEqual([]);
  await startAndStop();
});

test('a pid that another program has by now is left alone', async () => {
  await startAndStop();
  // Of the user who runs PostgreSQL, which takes only such a process for a server.
  const other = spawn('sleep', ['60'], isRoot ? { uid: NOBODY, gid: NOBODY } : {});
  onTestFinished(() => void other.kill());
  const { pid = 0 } = other;
  writeFileSync(join(app.dataFolder, 'postgres', 'postmaster.pid'), `${pid}\n${app.dataFolder}\n`);
  const record = {
    kind: 'up',
    holder: { pid, startedAt: 'long ago' },
    run: 'an earlier run',
    addresses: {},
    processes: [{ pid, startedAt: 'long ago' }],
  };
  writeFileSync(join(app.dataFolder, 'running.json'), JSON.stringify(record));
  expect(await startAndStop()).not.toContain('had left');
  expect(other.exitCode ?? other.signalCode).toBeNull();
});

test('a damaged note of a run counts as none', async () => {
  mkdirSync(app.dataFolder);
  writeFileSync(join(app.dataFolder, 'running.json'), '{"kind":');
  expect(await startAndStop()).not.toContain('had left');
});

test('of two starts at the same moment one wins and the other names it', async () => {
  const both = [app.evenkeel(['up']), app.evenkeel(['up'])];
  const loser = await Promise.any(
    both.map(async (running) => {
      const { code } = await running.ended;
      return { running, code };
    }),
  );
  expect(loser.code).toBe(3);
  const winner = both.find((running) => running !== loser.running);
  expect(loser.running.err()).toContain(`It is up already (process ${winner?.pid}`);
  expect(loser.running.err()).toContain(`http://localhost:${app.ports.frontend}`);
  await winner?.says('Everything is up');
  process.kill(winner?.pid ?? 0, 'SIGINT');
  await winner?.ended;
});
