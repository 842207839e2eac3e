import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { Agent } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { startTestDatabase, type TestDatabase } from './test/database.ts';
import { httpClient } from './test/http.ts';
import { signUp } from './test/app.ts';
import { freePort, startProgram, type Program } from './test/processes.ts';
import { until } from './test/until.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const ENDLESS = `
function forever(): number {
  process.stdout.write('{"event":"looping"}\\n');
  for (;;);
}
`;
const SAID = 'The API is described at /docs.';

let database: TestDatabase;
let folder: string;
let dev: Program;
let url: string;
beforeAll(async () => {
  database = await startTestDatabase();
});
afterAll(() => database.stop());

/** A copy of the backend whose sources may be edited. */
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'evenkeel dev '));
  for (const part of ['backend', 'prisma', 'package.json', 'prisma.config.ts']) {
    const filter = (path: string) => !path.endsWith('node_modules');
    cpSync(join(root, part), join(folder, part), { recursive: true, filter });
  }
  symlinkSync(join(root, 'backend/node_modules'), join(folder, 'backend/node_modules'));
  mkdirSync(join(folder, 'node_modules'));
  for (const name of readdirSync(join(root, 'node_modules'))) {
    symlinkSync(join(root, 'node_modules', name), join(folder, 'node_modules', name));
  }
  rmSync(installed());
  writeFileSync(installed(), '{}\n');
  const port = await freePort();
  dev = startProgram(join(folder, 'backend/dev.ts'), { DATABASE_URL: database.url, PORT: String(port) }, ['api']);
  url = await dev.url();
  await until('it watches', () => dev.log().some(({ event }) => event === 'watching'));
});
afterEach(async () => {
  dev.kill('SIGKILL');
  await dev.ended;
  rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
});

const installed = () => join(folder, 'node_modules/.package-lock.json');
function edit(file: string, change: (text: string) => string) {
  const path = join(folder, 'backend/src', file);
  const text = readFileSync(path, 'utf8');
  const changed = change(text);
  if (changed === text) throw new Error(`The edit does not change ${file}.`);
  writeFileSync(path, changed);
}
const source = readFileSync(join(root, 'backend/src/platform/http.ts'), 'utf8');
const says = (mark: string) => edit('platform/http.ts', () => source.replace(SAID, mark));
const answer = async () => String((await httpClient(url)('GET', '/nothing')).json.detail);
const answers = (mark: string) =>
  until(`it answers ${mark}`, () =>
    answer().then(
      (text) => text.includes(mark),
      () => false,
    ),
  );
const pidOfApi = async () => Number(dev.log().findLast(({ event }) => event === 'started')?.['pid']);
const count = (event: string) => dev.log().filter((line) => line.event === event).length;

test('an edit is answered by the same process, and a request that was under way is finished', async () => {
  const user = await signUp(httpClient(url), 'Slow');
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  await client.query('BEGIN; LOCK TABLE tasks IN ACCESS EXCLUSIVE MODE');
  const agent = new Agent({ keepAlive: true });
  const slow = httpClient(url)('POST', user.tasks, { token: user.token, json: { title: 'Slow' }, agent });
  await until('it waits', async () => (await database.sql('SELECT 1 FROM pg_locks WHERE NOT granted')).length > 0);

  says('The first edit.');
  await answers('The first edit.');
  says('The second edit.');
  await answers('The second edit.');
  await client.query('COMMIT');
  await client.end();
  expect((await slow).status).toBe(201);
  agent.destroy();
  expect(count('started')).toBe(1);
});

test('a connection that is kept open is not closed by an edit', async () => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const ask = async () => (await httpClient(url)('GET', '/nothing', { agent })).text;
  const port = () => Object.values(agent.freeSockets).flatMap((sockets) => sockets?.map((socket) => socket.localPort));
  await ask();
  const [before] = port();
  says('The edit.');
  await until('it answers', async () => (await ask()).includes('The edit.'));
  expect(before).toBeGreaterThan(0);
  expect(port()).toEqual([before]);
  agent.destroy();
});

test('a file that replaces the source, as syncing tools and editors do, is an edit', async () => {
  const path = join(folder, 'backend/src/platform/http.ts');
  writeFileSync(`${path}.new`, readFileSync(path, 'utf8').replace(SAID, 'Replaced.'));
  renameSync(`${path}.new`, path);
  await answers('Replaced.');
});

test('two saves of one second are two edits, though tar gives the file the same time for both', async () => {
  const path = join(folder, 'backend/src/platform/http.ts');
  const second = Math.floor(Date.now() / 1000);
  for (const mark of ['The first save.', 'The second save.']) {
    writeFileSync(`${path}.new`, source.replace(SAID, mark));
    utimesSync(`${path}.new`, new Date(), second);
    renameSync(`${path}.new`, path);
    await answers(mark);
  }
});

test('a source that is none leaves the program as it was, says so, and the next edit mends it', async () => {
  says('`; this is no TypeScript');
  await until('it is said', () => count('edit_not_loaded_the_program_goes_on_without_it') === 1);
  expect(await answer()).toContain(SAID);
  says('Mended.');
  await answers('Mended.');
  expect(count('started')).toBe(1);
});

test('a program that cannot start with the edit says why and waits for the next one', async () => {
  const unusable = "throw new Error('It cannot start like this.');";
  edit('dependencies.ts', (text) => text.replace('const auth =', `${unusable}\n  const auth =`));
  await until('it waits', () => count('waiting_for_the_next_edit') === 1);
  expect(dev.log().find(({ event }) => event === 'program_failed')).toMatchObject({
    err: { message: 'It cannot start like this.' },
  });
  edit('dependencies.ts', (text) => text.replace(unusable, ''));
  await answers(SAID);
});

test('an endless loop is ended, and the next edit is answered', async () => {
  edit('platform/http.ts', () => source.replace('HttpProblem(404,', 'HttpProblem(forever(),') + ENDLESS);
  // Those before the edit is loaded are answered.
  const asked: Promise<string>[] = [];
  await until('it loops', () => {
    asked.push(answer().catch(() => 'cut off'));
    return count('looping') === 1;
  });
  says('No loop.');
  await answers('No loop.');
  expect(await Promise.all(asked)).toContain('cut off');
});

test("the schema's edit makes the client anew, in a new process", async () => {
  const path = join(folder, 'prisma/schema.prisma');
  writeFileSync(path, `${readFileSync(path, 'utf8')}\n/// One more.\n`);
  await until('it has started anew', () => count('started') > 1, 30_000);
  await answers(SAID);
});

test('packages that npm has installed are loaded by a new process, and not while npm is at it', async () => {
  rmSync(installed());
  await pause(300);
  expect(count('edited')).toBe(0);
  writeFileSync(installed(), '{}\n');
  await until('it has started anew', () => count('started') === 2);
  await answers(SAID);
});

test('a crash without an edit ends everything with exit code 1', async () => {
  process.kill(await pidOfApi(), 'SIGKILL');
  expect(await dev.ended).toEqual({ code: 1, signal: null });
  expect(dev.log().at(-1)?.event).toBe('crashed');
});

test('a crash right after an edit waits for the next edit', async () => {
  says('Edited.');
  await answers('Edited.');
  process.kill(await pidOfApi(), 'SIGKILL');
  await until('it waits', () => count('waiting_for_the_next_edit') === 1);
  says('Edited again.');
  await answers('Edited again.');
});

test.each([0, 30, 60, 90, 150])('SIGTERM %i ms after an edit ends everything', async (ms) => {
  says('Edited.');
  await pause(ms);
  const pid = await pidOfApi();
  dev.kill('SIGTERM');
  expect(await dev.ended).toEqual({ code: 0, signal: null });
  expect(() => process.kill(pid, 0)).toThrow(/ESRCH/);
  await expect(answer()).rejects.toThrow(/ECONNREFUSED/);
});

test('the program ends when who watches over it is killed', async () => {
  const pid = await pidOfApi();
  dev.kill('SIGKILL');
  await until('it has ended', () => {
    try {
      return !process.kill(pid, 0);
    } catch {
      return true;
    }
  });
});
