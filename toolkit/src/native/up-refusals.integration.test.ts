import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, onTestFinished, test } from 'vitest';
import type { NativeApp } from '../../test/native-app.ts';
import { createNativeApp, isRoot, NOBODY } from '../../test/native-app.ts';

let app: NativeApp;
afterEach(() => app?.remove());

/** Runs to its end and gives what it said on stderr. */
async function refusal(args: string[], code: number): Promise<string> {
  const running = app.evenkeel(args);
  expect(await running.ended).toEqual({ code, signal: null });
  expect(running.err()).not.toContain('    at ');
  return running.err();
}

async function startAndStop(args: string[] = []): Promise<string> {
  const running = await app.up(args);
  process.kill(running.pid, 'SIGINT');
  await running.ended;
  return running.err();
}

function listen(port: number): Promise<Server> {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(port, '127.0.0.1', () => resolve(server));
    onTestFinished(() => void server.close());
  });
}

test('all taken ports are named with who has them, before anything is started', async () => {
  app = await createNativeApp();
  await listen(app.ports.frontend);
  await listen(app.ports.postgres);
  const said = await refusal(['up'], 3);
  const holder = `(process ${process.pid}, in ${process.cwd()})`;
  expect(said).toContain('2 ports that are needed are not free');
  expect(said).toMatch(new RegExp(`${app.ports.frontend} \\(frontend\\) is taken by .*node.*`));
  expect(said).toContain(`${app.ports.postgres} (postgres) is taken by`);
  expect(said.split(holder)).toHaveLength(3);
  expect(said).toContain('--port-offset');
  expect(existsSync(join(app.dataFolder, 'postgres'))).toBe(false);
});

test('data of another PostgreSQL version are named with both versions, and kept', async () => {
  app = await createNativeApp();
  await startAndStop();
  writeFileSync(join(app.dataFolder, 'postgres', 'PG_VERSION'), '16\n');
  const said = await refusal(['up'], 3);
  expect(said).toContain('are of PostgreSQL 16; the programs here are PostgreSQL 17');
  expect(said).toContain('--fresh');
  expect(existsSync(join(app.dataFolder, 'postgres', 'base'))).toBe(true);
});

test('--fresh needs a terminal or --yes', async () => {
  app = await createNativeApp();
  await startAndStop();
  expect(await refusal(['up', '--fresh'], 2)).toContain('Add --yes');
  expect(await startAndStop(['--fresh', '--yes'])).toContain('seed completed');
});

test('an unfinished data folder is set aside and made anew', async () => {
  app = await createNativeApp();
  mkdirSync(join(app.dataFolder, 'postgres', 'base'), { recursive: true });
  writeFileSync(join(app.dataFolder, 'postgres', 'PG_VERSION'), '17\n');
  expect(await startAndStop()).toContain('were never finished');
  expect(readdirSync(app.dataFolder)).toContain('postgres.unfinished');
});

test('what an interrupted initdb has left is cleared away', async () => {
  app = await createNativeApp();
  mkdirSync(join(app.dataFolder, 'postgres-new-abc123', 'data'), { recursive: true });
  await startAndStop();
  expect(readdirSync(app.dataFolder).filter((name) => name.startsWith('postgres'))).toEqual(['postgres']);
});

test('secrets that do not open the database are named', async () => {
  app = await createNativeApp();
  await startAndStop();
  rmSync(join(app.dataFolder, 'secrets.json'));
  expect(await refusal(['up'], 3)).toContain('has another password than POSTGRES_PASSWORD in secrets.json');
  expect(app.processes()).toEqual([]);
});

test('damaged secrets are named, but not shown', async () => {
  app = await createNativeApp();
  mkdirSync(app.dataFolder);
  writeFileSync(join(app.dataFolder, 'secrets.json'), '{"API_KEY": "half a sec');
  const said = await refusal(['up'], 3);
  expect(said).toContain('secrets.json is damaged');
  expect(said).not.toContain('half a sec');
});

test.for([
  { what: 'is too small for a database', size: '25m', message: /The disk that holds .* is full/ },
  { what: 'is full before the first file', size: '64k', message: /There is no room left on the disk to write .*json/ },
])('a disk that $what is a clear message', async ({ size, message }, { skip }) => {
  if (!isRoot) skip('only root can mount a small disk');
  const disk = smallDisk(size);
  app = await createNativeApp({ parent: disk });
  if (size === '64k') fillUp(disk);
  expect(await refusal(['up'], 3)).toMatch(message);
  expect(app.processes()).toEqual([]);
});

function fillUp(disk: string): void {
  const { bavail, bsize } = statfsSync(disk);
  writeFileSync(join(disk, 'filler'), Buffer.alloc(bavail * bsize));
}

test('a folder that may not be written is named', async ({ skip }) => {
  if (isRoot) {
    app = await createNativeApp({ uid: NOBODY, parent: tmpdir() });
  } else {
    app = await createNativeApp();
    skip('');
  }
  chmodSync(app.folder, 0o555);
  expect(await refusal(['up'], 3)).toContain(`This user may not use ${app.dataFolder}`);
  chmodSync(app.folder, 0o755);
});

test('missing packages are named with the way to get them', async () => {
  app = await createNativeApp();
  rmSync(join(app.folder, 'node_modules'));
  const said = await refusal(['up'], 3);
  expect(said).toContain(`are not installed in ${app.folder}`);
  expect(said).toContain('npm ci');
});

test('a program that is not installed is named', async () => {
  app = await createNativeApp();
  app.editConfig('[node, service.js, frontend]', '[no-such-program, dev]');
  expect(await refusal(['up'], 3)).toContain('frontend could not be started: no-such-program was not found');
  expect(app.processes()).toEqual([]);
});

test('a folder without evenkeel.yaml, and a wrong line in one, are wrong use', async () => {
  app = await createNativeApp();
  app.editConfig('ports: [20002]', 'port: 20002');
  expect(await refusal(['up'], 2)).toMatch(
    /evenkeel\.yaml:\d+: native\.services\.backend\.port is not a word of this section; did you mean ports\?/,
  );
  rmSync(join(app.folder, 'evenkeel.yaml'));
  expect(await refusal(['up'], 2)).toContain('There is no evenkeel.yaml in');
});

test('a disk that fills up while the app runs is named when the database gives up', async ({ skip }) => {
  if (!isRoot) skip('only root can mount a small disk');
  app = await createNativeApp({ parent: smallDisk('120m') });
  const running = await app.up();
  await app.query('CREATE TABLE big (t text)');
  await app.query('ALTER TABLE big ALTER t SET STORAGE external');
  const grow = () => app.query('INSERT INTO big SELECT repeat(md5(random()::text), 100) FROM generate_series(1, 9000)');
  while (await grow().then(Boolean, () => false)) continue;
  while (await grow().then(Boolean, (error: Error) => !/terminat|ECONN|recovery|accepting/.test(error.message)))
    continue;
  expect(await running.ended).toEqual({ code: 3, signal: null });
  expect(running.err()).toContain('postgres ended with exit code 1.');
  expect(running.err()).toContain(`make room on the disk of ${app.dataFolder}/postgres`);
  expect(app.processes()).toEqual([]);
});

/** Unmounted when the test is over. */
function smallDisk(size: string): string {
  const disk = mkdtempSync(join(tmpdir(), 'evenkeel small disk '));
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size},mode=755`, 'tmpfs', disk]);
  onTestFinished(() => {
    app.remove();
    execFileSync('umount', [disk]);
    rmSync(disk, { recursive: true });
  });
  return disk;
}
