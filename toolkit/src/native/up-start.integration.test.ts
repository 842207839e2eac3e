import { spawn } from 'node:child_process';
import { appendFileSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { NativeApp, Running } from '../../test/native-app.ts';
import { createNativeApp } from '../../test/native-app.ts';
import { processEnvironment } from '../environment.ts';

let app: NativeApp;
beforeEach(async () => {
  app = await createNativeApp();
});
afterEach(() => app.remove());

async function stop(running: Running): Promise<void> {
  process.kill(running.pid, 'SIGINT');
  expect(await running.ended).toEqual({ code: 0, signal: null });
}

async function environmentOf(service: 'backend' | 'frontend'): Promise<Record<string, string>> {
  return Object(await (await fetch(`http://127.0.0.1:${app.ports[service]}/`)).json());
}

function events(running: Running): Record<string, unknown>[] {
  return running
    .out()
    .trim()
    .split('\n')
    .map((line) => Object(JSON.parse(line)));
}

test('everything starts in its order, the block says where it is, and no secret is told', async () => {
  const running = await app.up();
  const order = ['postgres healthy', 'migrate completed', 'seed completed', 'backend healthy', 'worker healthy'];
  const places = order.map((text) => running.err().indexOf(text));
  expect(places).toEqual(places.toSorted((a, b) => a - b));
  expect(places).not.toContain(-1);

  // What was logged meanwhile comes after the block, for people.
  await running.says(/^backend {2}│ \d\d:\d\d:\d\d info {4}listening port=\d+ pid=\d+$/m);
  const out = running.out();
  expect(out).toContain(`http://localhost:${app.ports.frontend}`);
  expect(out).toContain(`http://localhost:${app.ports.backend}`);
  expect(out).toContain(`127.0.0.1:${app.ports.postgres}, database app, data in .evenkeel/postgres`);
  expect(out).toContain('demo@example.test; npx evenkeel demo shows the password');
  expect(out).toContain('Ctrl-C');
  expect(out.indexOf('Everything is up')).toBeLessThan(out.indexOf('listening'));
  await running.says('page_shown');
  await stop(running);

  const said = running.out() + running.err();
  for (const name of ['POSTGRES_PASSWORD', 'DEMO_PASSWORD', 'API_KEY']) expect(said).not.toContain(app.secret(name));
  expect(statSync(join(app.dataFolder, 'secrets.json')).mode & 0o777).toBe(0o600);
});

test('a second start keeps data and secrets, seeds no more and generates no more', async () => {
  await stop(await app.up());
  const secrets = readFileSync(join(app.dataFolder, 'secrets.json'), 'utf8');
  await new Promise((resolve) => setTimeout(resolve, 20));
  const second = await app.up();
  expect(second.err()).toContain('seed skipped');
  expect(second.err()).toContain('generate skipped');
  expect(second.err()).toContain('migrate completed');
  expect(await app.query('SELECT count(*)::int AS n FROM seeds')).toEqual([{ n: 1 }]);
  expect(readFileSync(join(app.dataFolder, 'secrets.json'), 'utf8')).toBe(secrets);
  await stop(second);
});

test('the seed runs again for another password and for a new database', async () => {
  await stop(await app.up());
  const other = await app.up([], { DEMO_PASSWORD: 'another-password' });
  expect(other.err()).toContain('seed completed');
  expect(await app.query('SELECT count(*)::int AS n FROM seeds')).toEqual([{ n: 2 }]);
  await stop(other);

  const fresh = await app.up(['--fresh', '--yes'], { DEMO_PASSWORD: 'another-password' });
  expect(fresh.err()).toContain('seed completed');
  expect(await app.query('SELECT count(*)::int AS n FROM seeds')).toEqual([{ n: 1 }]);
  await stop(fresh);
});

test('what is generated is made anew when its source is younger', async () => {
  await stop(await app.up());
  await new Promise((resolve) => setTimeout(resolve, 20));
  appendFileSync(join(app.folder, 'schema.txt'), 'changed\n');
  const second = await app.up();
  expect(second.err()).toContain('generate completed');
  await stop(second);
});

test('the process environment comes before .env, and that before evenkeel.yaml', async () => {
  writeFileSync(
    join(app.folder, '.env'),
    'LOG_LEVEL=debug\nAPI_KEY=from-dot-env\nFROM_DOT_ENV=yes\nDATABASE_URL=postgresql://elsewhere/x\n',
  );
  const running = await app.up([], { LOG_LEVEL: 'warning', DATABASE_URL: 'postgresql://user:very-secret@other/y' });
  const environment = await environmentOf('backend');
  expect(environment).toMatchObject({ LOG_LEVEL: 'warning', API_KEY: 'from-dot-env', FROM_DOT_ENV: 'yes' });
  expect(environment['DATABASE_URL']).toContain(`@127.0.0.1:${app.ports.postgres}/app`);
  expect(running.err()).toContain('DATABASE_URL of your environment is not used');
  expect(running.err() + running.out()).not.toContain('very-secret');
  expect(await environmentOf('frontend')).toMatchObject({ BACKEND_URL: `http://localhost:${app.ports.backend}` });
  await stop(running);
});

test('--json is one object a line, from the first progress to the stop', async () => {
  const running = app.evenkeel(['up', '--json']);
  await running.says('"type":"ready"');
  await stop(running);
  const all = events(running);
  expect(running.err()).toBe('');
  expect(all).toContainEqual(expect.objectContaining({ type: 'progress', part: 'postgres', state: 'healthy' }));
  expect(all).toContainEqual(
    expect.objectContaining({
      type: 'ready',
      addresses: { frontend: expect.any(String), backend: `http://localhost:${app.ports.backend}` },
      demo: { email: 'demo@example.test', show: 'npx evenkeel demo' },
    }),
  );
  expect(all).toContainEqual(expect.objectContaining({ type: 'log', part: 'seed' }));
  expect(all).toContainEqual({ type: 'stopping', reason: 'Ctrl-C' });
  expect(all.at(-2)).toEqual(expect.objectContaining({ type: 'progress', part: 'postgres', state: 'stopped' }));
  expect(all.at(-1)).toEqual({ type: 'exit', code: 0 });
  expect(running.out()).not.toContain(app.secret('DEMO_PASSWORD'));
});

test('--json ends with the problem where it fails', async () => {
  const running = app.evenkeel(['up', '--json'], { FAILING_STEP: 'migrate' });
  expect((await running.ended).code).toBe(3);
  expect(running.err()).toBe('');
  expect(events(running).at(-1)).toEqual({
    type: 'problem',
    message: expect.stringContaining('migrate ended with exit code 4.'),
    next: expect.any(String),
    exitCode: 3,
  });
});

test('--data gives a copy with data of its own, and the block names it', async () => {
  const running = await app.up(['--data', 'a second copy']);
  expect(existsSync(join(app.folder, 'a second copy', 'postgres', 'PG_VERSION'))).toBe(true);
  expect(existsSync(app.dataFolder)).toBe(false);
  expect(running.out()).toContain('npx evenkeel demo --data a second copy');
  await stop(running);
});

test('evenkeel demo prints what signs in', async () => {
  const early = app.evenkeel(['demo']);
  expect((await early.ended).code).toBe(3);
  expect(early.err()).toContain('No demo user was made yet');
  await stop(await app.up());
  const demo = app.evenkeel(['demo', '--json']);
  expect((await demo.ended).code).toBe(0);
  expect(JSON.parse(demo.out())).toEqual({ email: 'demo@example.test', password: app.secret('DEMO_PASSWORD') });
});

test('on a terminal there is one line that is rewritten, the password, and Ctrl-C stops', async ({ skip }) => {
  if (process.platform !== 'linux') skip('script takes other options on this system');
  const command = `exec '${process.execPath}' '${app.program}' up --port-offset ${app.offset}`;
  const terminal = spawn('script', ['--quiet', '--flush', '--return', '--command', command, '/dev/null'], {
    cwd: app.folder,
    env: { PATH: processEnvironment()['PATH'], LANG: 'C.UTF-8', TERM: 'xterm' },
  });
  let shown = '';
  terminal.stdout.on('data', (chunk: Buffer) => (shown += chunk.toString()));
  const ended = new Promise((resolve) => terminal.once('close', resolve));
  await expect.poll(() => shown, { timeout: 20_000 }).toContain('page_shown');

  const [start = '', log = ''] = shown.split('Everything is up');
  const drawn = start.split('\r\u001B[K').map(stripVTControlCharacters);
  expect(drawn.filter((line) => line.startsWith('Starting')).length).toBeGreaterThan(2);
  expect(drawn.filter((line) => line.length > 80 && !line.includes('PostgreSQL'))).toEqual([]);
  expect(stripVTControlCharacters(log)).toContain(`demo@example.test, password ${app.secret('DEMO_PASSWORD')}`);
  expect(log).toContain('\u001B[36mfrontend');

  terminal.stdin.write('\u0003');
  expect(await ended).toBe(0);
  expect(app.processes()).toEqual([]);
});
