import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { DEMO, hangs, PASSWORD, putDocker, runs, says, secrets } from '../../test/fake-docker.ts';
import type { NativeApp } from '../../test/native-app.ts';
import { createNativeApp } from '../../test/native-app.ts';
import { claim } from '../native/run-file.ts';
import { processInfo } from '../system/processes.ts';

const NATIVE = 'demo-password-of-native';

let app: NativeApp;
beforeEach(async () => {
  app = await createNativeApp();
});
afterEach(() => app.remove());

/** As `evenkeel up` leaves it while it runs; this test is the process that holds the folder. */
function putUpNative(folder = app.dataFolder): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'secrets.json'), JSON.stringify({ DEMO_PASSWORD: NATIVE }));
  const holder = { pid: process.pid, startedAt: processInfo(process.pid)?.startedAt ?? '' };
  const addresses = { backend: 'http://localhost:3998', frontend: 'http://localhost:3999' };
  claim(folder, { kind: 'up', holder, run: 'test', addresses, processes: [] });
}

const up = (folder?: string) => ({
  'compose ps --format json': runs(app, { postgres: [5432, 4134], backend: [8000, app.ports.backend] }, folder),
  ...secrets,
});

async function evenkeel(args: string[], environment: Record<string, string>) {
  const running = app.evenkeel(args, environment);
  const { code } = await running.ended;
  for (const secret of [PASSWORD]) expect(running.out() + running.err()).not.toContain(secret);
  expect(running.err()).not.toContain(DEMO);
  return { code, out: running.out(), err: running.err() };
}

test('the only copy that is up is the one of Docker Compose', async () => {
  const { PATH, asked } = putDocker(app, up());
  expect(await evenkeel(['demo', '--json'], { PATH })).toEqual({
    code: 0,
    out: `${JSON.stringify({ email: 'demo@example.test', password: DEMO })}\n`,
    err: '',
  });
  const plain = await evenkeel(['demo'], { PATH });
  expect(plain).toMatchObject({ out: expect.stringContaining(DEMO), err: 'of Docker Compose, project app\n' });
  // Neither names nor values: only where the secret lies is ever an argument.
  expect(asked()).not.toContain(DEMO);
});

test('a token is asked for at the address that is published', async () => {
  const { PATH } = putDocker(app, up());
  expect(await evenkeel(['token'], { PATH })).toEqual({
    code: 3,
    out: '',
    err:
      `✗ The backend does not answer at http://localhost:${app.ports.backend}: nothing listens there.\n` +
      '→ Look at `docker compose logs backend`: it may still be starting, or its backend has trouble.\n',
  });
});

test.each(['demo', 'token'])('evenkeel %s with both up refuses, and lists them with what to type', async (command) => {
  putUpNative();
  const { PATH } = putDocker(app, up());
  expect(await evenkeel([command], { PATH })).toEqual({
    code: 2,
    out: '',
    err: `✗ 2 copies of the app are up:
  EVENKEEL_RUNTIME=native  http://localhost:3998  (native, data in .evenkeel)
  EVENKEEL_RUNTIME=compose  http://localhost:${app.ports.backend}  (Docker Compose, project app)
→ Say which one, with EVENKEEL_RUNTIME=… before the command.
`,
  });
});

test('with both up EVENKEEL_RUNTIME says which, and so does --data', async () => {
  putUpNative();
  const { PATH, asked } = putDocker(app, up());
  const demo = (environment: Record<string, string>, ...args: string[]) =>
    evenkeel(['demo', '--quiet', ...args], { PATH, ...environment });
  expect((await demo({ EVENKEEL_RUNTIME: 'native' })).out).toBe(`${NATIVE}\n`);
  expect((await demo({}, '--data', app.dataFolder)).out).toBe(`${NATIVE}\n`);
  expect(asked()).toBe('');
  expect((await demo({ EVENKEEL_RUNTIME: 'compose' })).out).toBe(`${DEMO}\n`);
  expect(await demo({ EVENKEEL_RUNTIME: 'compose' }, '--data', app.dataFolder)).toMatchObject({
    code: 2,
    err: expect.stringContaining('--data names data of the native runtime'),
  });
  expect((await demo({ EVENKEEL_RUNTIME: 'moon' })).code).toBe(2);
});

test('a copy that another checkout has started is left alone unless it is asked for', async () => {
  const { PATH } = putDocker(app, up('/some/where/else'));
  putUpNative();
  const demo = await evenkeel(['demo'], { PATH });
  expect(demo).toMatchObject({ code: 0, out: expect.stringContaining(NATIVE) });
  expect(demo.err).toContain('Docker Compose, project app is up, but for');
  const { out } = await evenkeel(['demo'], { PATH, EVENKEEL_RUNTIME: 'compose' });
  expect(out).toContain(DEMO);
});

test.each<[string, Record<string, string> | undefined, string, boolean]>([
  ['is not there', undefined, 'Docker is not there: no docker on the PATH.', false],
  [
    'has no daemon',
    { '*': 'echo "Cannot connect to the Docker daemon at unix:///x.sock. Is the docker daemon running?" >&2; exit 1' },
    'its daemon does not run or is not reached (unix:///x.sock).',
    false,
  ],
  ['hangs', { '*': hangs }, 'Docker does not answer within 3 s.', true],
  [
    'cannot read the project',
    { '*': `echo 'failed to read /app/.env: line 1: unterminated quoted value "${PASSWORD}' >&2; exit 1` },
    'Compose cannot read /app/.env, line 1.',
    true,
  ],
  ['says something else', { '*': says('nothing of the kind') }, 'Compose does not say what runs.', true],
])('a docker that %s is no obstacle for the native runtime, and has a reason', async (_what, script, why, isDoubt) => {
  const { PATH } = putDocker(app, script);
  putUpNative();
  const began = performance.now();
  expect(await evenkeel(['demo'], { PATH })).toMatchObject({
    code: 0,
    out: expect.stringContaining(NATIVE),
    err: expect.stringMatching(isDoubt ? /^Docker Compose was not looked at\. / : /^$/),
  });
  const asked = await evenkeel(['demo'], { PATH, EVENKEEL_RUNTIME: 'compose' });
  expect(asked).toMatchObject({ code: 3, out: '', err: expect.stringContaining(why) });
  expect(asked.err).toContain('\n→ ');
  expect(performance.now() - began).toBeLessThan(12_000);
  // Killed, they are still there for some milliseconds.
  await expect.poll(() => app.processes(), { timeout: 5000 }).toEqual([]);
});

test.each<[string, Record<string, string>, string]>([
  ['has no such file', {}, 'There is no DEMO_PASSWORD in /run/evenkeel of the service postgres.'],
  ['has an empty one', { 'compose exec*': 'exit 0' }, 'There is no DEMO_PASSWORD'],
  [
    'does not run',
    { 'compose exec*': `echo 'service "postgres" is not running' >&2; exit 1` },
    'DEMO_PASSWORD cannot be read: the service postgres of Docker Compose does not run.',
  ],
  ['hangs', { 'compose exec*': hangs }, 'Docker does not answer within 3 s.'],
  ['says a value and fails', { 'compose exec*': `${says(DEMO)}; exit 7` }, 'Compose does not say what runs.'],
])('a database service that %s is told by name', async (_what, script, message) => {
  const { 'compose ps --format json': ps } = up();
  const nothing = { 'compose exec*': 'echo "cat: /run: No such file or directory" >&2; exit 1' };
  const { PATH } = putDocker(app, { 'compose ps*': ps, ...(Object.keys(script).length > 0 ? script : nothing) });
  const { code, out, err } = await evenkeel(['demo'], { PATH });
  expect({ code, out }).toEqual({ code: 3, out: '' });
  expect(err).toContain(message);
  await expect.poll(() => app.processes(), { timeout: 5000 }).toEqual([]);
});

test('a project without a compose file has no Compose, and docker is not asked', async () => {
  const { PATH, asked } = putDocker(app, up());
  rmSync(join(app.folder, 'compose.yaml'));
  putUpNative();
  expect((await evenkeel(['demo', '--quiet'], { PATH })).out).toBe(`${NATIVE}\n`);
  const wanted = await evenkeel(['demo'], { PATH, EVENKEEL_RUNTIME: 'compose' });
  expect(wanted).toMatchObject({ code: 2, err: expect.stringContaining('the project has no compose file') });
  expect(asked()).toBe('');
  expect((await evenkeel(['demo', '--quiet'], { PATH, COMPOSE_FILE: 'other.yaml' })).code).toBe(2);
});

test('a Compose that is down is said when it is asked for', async () => {
  const { PATH } = putDocker(app, { 'compose ps*': 'exit 0' });
  const { code, err } = await evenkeel(['token'], { PATH, EVENKEEL_RUNTIME: 'compose' });
  expect(code).toBe(3);
  expect(err).toContain('✗ Docker Compose does not run the app.\n→ Start it: docker compose up -d.');
  expect((await evenkeel(['token'], { PATH })).err).toContain('✗ The app is not up.');
});

test('Ctrl-C while docker hangs leaves nothing of it', async () => {
  const { PATH, asked } = putDocker(app, { '*': hangs });
  const running = app.evenkeel(['demo'], { PATH });
  while (asked() === '') await pause(10);
  process.kill(running.pid, 'SIGINT');
  expect(await running.ended).toEqual({ code: null, signal: 'SIGINT' });
  await expect.poll(() => app.processes(), { timeout: 5000 }).toEqual([]);
});
