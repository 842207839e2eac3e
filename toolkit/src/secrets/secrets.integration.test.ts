import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { delimiter, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseEnv } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { hangs, PASSWORD, putDocker, runs, says, secrets } from '../../test/fake-docker.ts';
import type { NativeApp } from '../../test/native-app.ts';
import { createNativeApp, isRoot, NOBODY } from '../../test/native-app.ts';
import { processEnvironment } from '../environment.ts';

const names = ['POSTGRES_PASSWORD', 'DEMO_PASSWORD', 'API_KEY'];

let app: NativeApp;
let file: string;
beforeEach(async () => {
  app = await createNativeApp();
  file = join(app.folder, '.env');
});
afterEach(() => app.remove());

const values = (path = file) => parseEnv(readFileSync(path, 'utf8'));
const mode = (path = file) => (statSync(path).mode & 0o777).toString(8);
const drafts = () => readdirSync(app.folder).filter((name) => name.startsWith('.env.'));

/** Whatever it is asked for, no value that was or is in the file is ever said. */
async function evenkeel(args: string[], environment: Record<string, string> = {}) {
  const before = existsSync(file) && statSync(file).isFile() ? Object.values(values()) : [];
  const running = app.evenkeel(['secrets', ...args], { PATH: '/var/empty', ...environment });
  const { code } = await running.ended;
  const after = existsSync(file) && statSync(file).isFile() ? Object.values(values()) : [];
  const [out, err] = [running.out(), running.err()];
  const secret = [...before, ...after].filter((value) => value !== undefined && value.length > 5);
  for (const value of secret) expect(out + err).not.toContain(value);
  expect(drafts()).toEqual([]);
  return { code, out, err };
}

test('what is missing is made, for this user alone', async () => {
  expect(await evenkeel([])).toEqual({
    code: 0,
    out: `.env
  ✓ POSTGRES_PASSWORD  made at random
  ✓ DEMO_PASSWORD      made at random
  ✓ API_KEY            made at random
`,
    err: '',
  });
  expect(mode()).toBe('600');
  expect(Object.keys(values()).toSorted()).toEqual(names.toSorted());
  expect(names.map((name) => values()[name]?.length)).toEqual([32, 14, 40]);
});

test('a second time changes nothing', async () => {
  await evenkeel([]);
  const before = { text: readFileSync(file, 'utf8'), changed: statSync(file).mtimeMs };
  expect((await evenkeel([])).out).toContain('✓ API_KEY            there already');
  expect({ text: readFileSync(file, 'utf8'), changed: statSync(file).mtimeMs }).toEqual(before);
});

test('every line that is there stays, byte for byte', async () => {
  const mine = Buffer.from('# caf\xe9 \u0000\nDEMO_PASSWORD="what I like" # mine\nOTHER=1', 'latin1');
  writeFileSync(file, mine, { mode: 0o600 });
  expect((await evenkeel([])).code).toBe(0);
  const written = readFileSync(file);
  expect(written.subarray(0, mine.length)).toEqual(mine);
  expect(written.subarray(mine.length).toString()).toMatch(/^\nPOSTGRES_PASSWORD=\w{32}\nAPI_KEY=\w{40}\n$/);
});

test('what the native runtime has made already is taken over', async () => {
  mkdirSync(app.dataFolder);
  writeFileSync(join(app.dataFolder, 'secrets.json'), JSON.stringify({ API_KEY: 'made-by-the-native-one' }));
  expect((await evenkeel(['--verbose'])).out).toBe(`.env, mode 600
  ✓ POSTGRES_PASSWORD  made at random
  ✓ DEMO_PASSWORD      made at random, for seed
  ✓ API_KEY            taken over from the native runtime, for backend
`);
  expect(values()['API_KEY']).toBe('made-by-the-native-one');
});

test('--check looks, says what is missing or open, and changes nothing', async () => {
  expect(await evenkeel(['--check'])).toMatchObject({
    code: 1,
    out: expect.stringContaining('✗ .env lacks POSTGRES_PASSWORD, DEMO_PASSWORD, API_KEY.\n→ evenkeel secrets\n'),
  });
  expect(existsSync(file)).toBe(false);
  await evenkeel([]);
  expect(await evenkeel(['--check', '--quiet'])).toEqual({ code: 0, out: '', err: '' });
  chmodSync(file, 0o640);
  const open = '✗ .env is open to other users (mode 640).\n→ chmod 600 .env\n';
  expect(await evenkeel(['--check', '--quiet'])).toEqual({ code: 1, out: open, err: '' });
  expect(mode()).toBe('640');
  expect((await evenkeel([])).out).toContain('! .env was open to other users (mode 640); now it is not.');
  expect(mode()).toBe('600');
});

test('--rotate makes those anew that are named, or all, and says what has to start again', async () => {
  await evenkeel([]);
  const first = values();
  const { out } = await evenkeel(['--rotate', 'API_KEY']);
  expect(out).toContain('✓ API_KEY            made anew');
  expect(out).toContain('→ Nothing is up: the next start has the new values.');
  const second = values();
  expect({ ...second, API_KEY: '' }).toEqual({ ...first, API_KEY: '' });
  expect(second['API_KEY']).not.toBe(first['API_KEY']);
  await evenkeel(['--rotate', '--json']);
  for (const name of names) expect(values()[name]).not.toBe(second[name]);
});

test('--json is one line without a value', async () => {
  const { code, out } = await evenkeel(['--json']);
  expect(code).toBe(0);
  expect(JSON.parse(out)).toEqual({
    file: '.env',
    mode: '600',
    secrets: names.map((name) => ({ name, state: 'made' })),
    findings: [],
    warnings: [],
    next: [],
    exitCode: 0,
  });
});

test.each([
  [['--rotate', 'API_KEYS'], 'API_KEYS is no secret that is made here', 'Did you mean API_KEY?'],
  [['--rotate', '--check'], '--check and --rotate exclude each other.', 'evenkeel secrets --help'],
  [['--quiet', '--verbose'], '--quiet and --verbose exclude each other.', ''],
])('evenkeel secrets %j is wrong use', async (args, message, next) => {
  const { code, err } = await evenkeel(args);
  expect(code).toBe(2);
  expect(err).toContain(message);
  expect(err).toContain(next);
  expect(existsSync(file)).toBe(false);
});

test('a link is written through; one that leads nowhere, and what is no file, are refused', async () => {
  const target = join(app.folder, 'elsewhere', 'shared.env');
  symlinkSync('elsewhere/shared.env', file);
  expect(await evenkeel([])).toMatchObject({
    code: 3,
    err: expect.stringContaining(`${file} is a link to elsewhere/shared.env, which is not there.\n→ `),
  });
  mkdirSync(join(app.folder, 'elsewhere'));
  writeFileSync(target, '# shared\n');
  expect((await evenkeel([])).out).toContain('elsewhere/shared.env');
  expect(readlinkSync(file)).toBe('elsewhere/shared.env');
  expect(Object.keys(values(target)).toSorted()).toEqual(names.toSorted());
  expect(mode(target)).toBe('600');

  rmSync(file);
  mkdirSync(file);
  expect(await evenkeel([])).toMatchObject({ code: 3, err: expect.stringContaining('.env is no ordinary file') });
  rmSync(file, { recursive: true });
  const socket = createServer().listen(file);
  await once(socket, 'listening');
  expect(await evenkeel([])).toMatchObject({ code: 3, err: expect.stringContaining('.env is no ordinary file') });
  socket.close();
});

test('a folder that this user may not write to is a clear error, and so is a file that they may not read', async ({
  skip,
}) => {
  if (!isRoot) skip('needs root to become another user');
  app.remove();
  app = await createNativeApp({ uid: NOBODY });
  file = join(app.folder, '.env');
  chownSync(app.folder, 0, 0);
  const refused = await evenkeel([]);
  expect(refused).toMatchObject({ code: 3, out: '' });
  expect(refused.err).toContain(
    `✗ ${file} cannot be written by this user, so nothing was changed.\n→ Look at the owner`,
  );
  writeFileSync(file, 'API_KEY=roots-own-secret\n', { mode: 0o600 });
  expect((await evenkeel([])).err).toContain('cannot be read by this user');
});

test('under sudo the file stays that of the user whose project it is', async ({ skip }) => {
  if (!isRoot) skip('needs root');
  chownSync(app.folder, NOBODY, NOBODY);
  await evenkeel([]);
  expect(statSync(file).uid).toBe(NOBODY);
});

test('it says when git would take the file along', async () => {
  const { PATH = '' } = processEnvironment();
  const git = (...args: string[]) => spawnSync('git', ['-C', app.folder, ...args]);
  git('init', '--quiet');
  writeFileSync(join(app.folder, '.gitignore'), '.env\n');
  expect((await evenkeel([], { PATH })).out).not.toContain('git');
  rmSync(join(app.folder, '.gitignore'));
  expect((await evenkeel([], { PATH })).out).toContain('! .env is not ignored by git: add it to .gitignore.');
  git('add', '.env');
  expect((await evenkeel(['--check'], { PATH })).out).toContain('! .env is in git: git rm --cached .env');
});

test('it says when the environment has one too', async () => {
  const { code, out } = await evenkeel([], { API_KEY: 'of-the-shell' });
  expect(code).toBe(0);
  expect(out).toContain('! The environment has API_KEY too, and wins over .env.');
  expect(out).not.toContain('of-the-shell');
});

/** A copy that Docker Compose runs, whose psql does what is given. */
function putUpCompose(psql: string) {
  return putDocker(app, {
    'compose ps --format json': runs(app, { postgres: [5432, 4134] }),
    ...secrets,
    'compose exec -T postgres psql*': psql,
  });
}

const mount = '{"type":"volume","source":"s","target":"/run/evenkeel"}';
/** The volume of a copy that is down. */
const kept = {
  'compose config*': says(
    `{"services":{"postgres":{"image":"postgres:17","volumes":[${mount}]}},"volumes":{"s":{"name":"app_s"}}}`,
  ),
  'volume inspect*app_s': says('app_s'),
  'run --rm*src=app_s*postgres:17 /run/evenkeel/POSTGRES_PASSWORD': says(PASSWORD),
  'run*': 'exit 1',
};

test('what Docker Compose has made already is taken over, also from a copy that is down', async () => {
  const { PATH } = putUpCompose('exit 0');
  const { out } = await evenkeel([], { PATH });
  expect(out).toContain('✓ POSTGRES_PASSWORD  taken over from Docker Compose\n');
  expect(out).toContain('✓ API_KEY            made at random\n');
  expect(values()['POSTGRES_PASSWORD']).toBe(PASSWORD);

  // Also where other services of it run, and the database does not.
  for (const ps of ['exit 0', runs(app, { backend: [8000, 4180] })]) {
    rmSync(file, { force: true });
    putDocker(app, { 'compose ps*': ps, ...kept });
    expect((await evenkeel([], { PATH })).out).toContain('✓ POSTGRES_PASSWORD  taken over from Docker Compose\n');
    expect(values()['POSTGRES_PASSWORD']).toBe(PASSWORD);
  }
  const before = readFileSync(file, 'utf8');
  const { code, err } = await evenkeel(['--rotate'], { PATH });
  expect(code).toBe(3);
  expect(err).toContain(
    '✗ POSTGRES_PASSWORD was not changed, and nothing else: the database that Docker Compose has kept',
  );
  expect(err).toContain('→ Start it: docker compose up -d postgres.');
  expect(readFileSync(file, 'utf8')).toBe(before);
});

test('a rotated password of the database is given to it: as a verifier, on stdin', async () => {
  const received = join(app.folder, 'statement');
  const { PATH, asked } = putUpCompose(`/bin/cat > '${received}'`);
  await evenkeel([], { PATH });
  const { code, out } = await evenkeel(['--rotate', 'POSTGRES_PASSWORD'], { PATH });
  expect(code).toBe(0);
  expect(out).toContain('→ POSTGRES_PASSWORD: the database of Docker Compose has it already');
  expect(out).toContain('→ Start Docker Compose again: docker compose down && docker compose up -d');
  const fresh = values()['POSTGRES_PASSWORD'] ?? '';
  expect(fresh).not.toBe(PASSWORD);
  const statement = readFileSync(received, 'utf8');
  expect(statement).toMatch(/^ALTER USER "app" PASSWORD 'SCRAM-SHA-256\$4096:[^']+';\n$/);
  for (const text of [statement, asked()]) expect(text).not.toContain(fresh);
  expect(asked()).not.toContain('SCRAM');
});

test('a database that refuses leaves everything as it was', async () => {
  const { PATH } = putUpCompose('exit 0');
  await evenkeel([], { PATH });
  const before = readFileSync(file, 'utf8');
  putUpCompose(`echo 'ERROR:  cannot execute ALTER ROLE in a read-only transaction' >&2; exit 3`);
  const { code, err } = await evenkeel(['--rotate'], { PATH });
  expect(code).toBe(3);
  expect(err).toContain('did not take a new password: cannot execute ALTER ROLE in a read-only transaction.');
  expect(readFileSync(file, 'utf8')).toBe(before);
});

test('Ctrl-C while the database is told waits for it: file and database agree, and nothing is left', async () => {
  const { PATH } = putUpCompose('exit 0');
  await evenkeel([], { PATH });
  const before = values()['POSTGRES_PASSWORD'];
  const { asked } = putUpCompose('/bin/cat; /bin/sleep 1');
  const running = app.evenkeel(['secrets', '--rotate', 'POSTGRES_PASSWORD'], { PATH });
  while (!asked().includes('psql')) await pause(10);
  expect(drafts()).toHaveLength(1);
  process.kill(running.pid, 'SIGINT');
  expect(await running.ended).toEqual({ code: null, signal: 'SIGINT' });
  expect(drafts()).toEqual([]);
  expect(values()['POSTGRES_PASSWORD']).not.toBe(before);
  // Killed, they are still there for some milliseconds.
  await expect.poll(() => app.processes(), { timeout: 5000 }).toEqual([]);
});

test('a Docker that hangs or is not there keeps nobody from the file, and the doubt is said', async () => {
  const { PATH } = putDocker(app, { '*': hangs });
  const { code, out } = await evenkeel(['--rotate'], { PATH: [PATH, '/var/empty'].join(delimiter) });
  expect(code).toBe(0);
  expect(out).toContain('! Docker Compose was not looked at. Docker does not answer within 3 s.');
  expect(out).toContain('if Docker Compose has a database already, that keeps the old one.');
  putDocker(app, {
    '*': 'echo "Cannot connect to the Docker daemon at unix:///x. Is the docker daemon running?" >&2; exit 1',
  });
  rmSync(file);
  const stopped = await evenkeel([], { PATH });
  expect(stopped.out).toContain('✓ POSTGRES_PASSWORD  made at random');
  expect(stopped.out).toContain('if Docker Compose has a database already, that keeps the old one.');
  rmSync(join(PATH, 'docker'));
  const { out: absent } = await evenkeel(['--rotate'], { PATH });
  for (const word of ['!', 'Docker']) expect(absent).not.toContain(word);
});
