import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { startTestPostgres, type TestPostgres } from '../../toolkit/src/postgres/test-postgres.ts';
import {
  ask,
  createTestProject,
  shadowDatabases,
  tables,
  values,
  type Message,
  type TestProject,
} from './test-project.ts';

// The engine itself, spoken to as the Prisma CLI does: what its commands show is in schema-engine.integration.test.ts.

const filters = { externalTables: [], externalEnums: [] };
const FIRST = '20260101000000_first';

let postgres: TestPostgres;
let url: string;
let project: TestProject;

beforeAll(async () => {
  postgres = await startTestPostgres();
  project = createTestProject();
  project.migration(FIRST, 'CREATE TABLE note (id int PRIMARY KEY, text text NOT NULL);\n');
});
afterAll(async () => {
  project.remove();
  await postgres.stop();
});
beforeEach(async () => {
  url = await postgres.url();
});

const apply = () => ({
  id: 1,
  method: 'applyMigrations',
  params: { migrationsList: project.migrationsList(), filters },
});
const diagnose = () => ({
  id: 2,
  method: 'devDiagnostic',
  params: { migrationsList: project.migrationsList(), filters },
});
const sleeping = `SELECT 1 FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep%'`;
const failure = (message: Message | undefined) => message?.error?.data;

describe('commands', () => {
  const command = async (name: string, of: string) => {
    const { code, output } = await project.startEngine(['--datasource', JSON.stringify({ url: of }), 'cli', name])
      .ended;
    // The CLI leaves out the first line and parses all others.
    const [, ...lines] = output
      .trim()
      .split('\n')
      .map((line): { level: string; fields: Record<string, unknown> } => JSON.parse(line));
    return { code, last: lines.at(-1)?.fields, lines };
  };

  test('create, connect to and drop a database with a name that has to be quoted', async () => {
    const odd = url.replace(/[^/]*$/, encodeURIComponent('a "b" /c?schema=d'));
    expect(await command('can-connect-to-database', odd)).toMatchObject({ code: 1, last: { error_code: 'P1003' } });
    expect(await command('create-database', odd)).toMatchObject({ code: 0 });
    expect(await command('create-database', odd)).toMatchObject({ code: 1, last: { error_code: 'P1009' } });
    expect(await command('can-connect-to-database', odd)).toMatchObject({ code: 0 });
    const dropped = await command('drop-database', odd);
    expect(dropped).toMatchObject({ code: 0, last: { message: 'The database was successfully dropped.' } });
    expect(await values(url, `SELECT datname FROM pg_database WHERE datname LIKE 'a %'`)).toEqual([]);
  });

  test('tell why a connection fails, in JSON also where the driver warns in plain text', async () => {
    const refused = await command('can-connect-to-database', `${url}?sslmode=require`);
    expect(refused).toMatchObject({ code: 1, last: { error_code: 'P1011' } });
    expect(refused.lines.map(({ level }) => level).toSorted()).toEqual(['ERROR', 'WARN']);
  });

  test('an unknown one and a wrong URL', async () => {
    expect(await command('nosuch', url)).toMatchObject({
      code: 1,
      last: { message: expect.stringContaining('no command `nosuch`') },
    });
    expect(await command('can-connect-to-database', '')).toMatchObject({ code: 1, last: { error_code: 'P1013' } });
  });

  test('--version names the engine', async () => {
    const { stdout } = await project.startEngine(['--version']).ended;
    expect(stdout).toMatch(/^schema-engine-cli [0-9a-f]{40}\n$/);
  });
});

test('what is not supported, or not known, says so and needs no database', async () => {
  const nowhere = { url: 'postgresql://u:p@127.0.0.1:1/x' };
  const [typed, described, unknown] = await project.rpc(
    nowhere,
    { id: 1, method: 'introspectSql', params: { queries: [] } },
    { id: 2, method: 'getDatabaseDescription' },
    { id: 3, method: 'nosuch' },
  );
  expect(failure(typed)?.message).toContain('is not supported by this schema engine');
  expect(failure(described)?.message).toContain('Use `prisma db pull --print`');
  expect(failure(unknown)?.message).toContain('no method `nosuch`');

  const extensions = ['--datasource', JSON.stringify(nowhere), '--extension-types', '{"types":[{"name":"vector"}]}'];
  const { stdout } = await project.startEngine(extensions, [apply()]).ended;
  expect(stdout).toContain('Extension types');
});

test('takes the answer to what it printed for what it is', async () => {
  const answers = await project.rpc({ url }, { id: 0, result: {} }, { id: 1, method: 'getDatabaseVersion' });
  expect(answers.map(({ id }) => id)).toEqual([1]);
});

test('reads every schema file that it is given', async () => {
  project.schema('');
  const { folder } = project;
  const files = ['--datamodels', `${folder}/prisma/schema.prisma`, '--datamodels', `${folder}/nosuch.prisma`];
  const { stdout } = await project.startEngine(
    ['--datasource', JSON.stringify({ url }), ...files],
    [{ id: 1, method: 'getDatabaseVersion' }],
  ).ended;
  expect(stdout).toContain('nosuch.prisma');
  const [version] = await project.rpc({ url }, { id: 1, method: 'getDatabaseVersion' });
  expect(version?.result).toContain('PostgreSQL 17');
});

test('?schema= is where tables, the history and unqualified names are', async () => {
  const own = `${url}?schema=my%20own`;
  const [applied] = await project.rpc({ url: own }, apply());
  expect(applied).toMatchObject({ id: 1, result: { appliedMigrationNames: [FIRST] } });
  expect(await tables(own)).toEqual(['_prisma_migrations', 'note']);
  expect(await tables(url)).toEqual([]);
});

test('two that migrate at the same time: one does it, the other finds it done', async () => {
  const both = await Promise.all([project.rpc({ url }, apply()), project.rpc({ url }, apply())]);
  const applied = both.map(([message]) => message?.result);
  expect(applied).toContainEqual({ appliedMigrationNames: [FIRST] });
  expect(applied).toContainEqual({ appliedMigrationNames: [] });
});

describe('shadow databases', () => {
  test('are dropped after use, with those that a killed run left behind, but nothing younger', async () => {
    const young = `prisma_migrate_shadow_db_${Date.now()}_abcdef01`;
    await ask(url, 'CREATE DATABASE prisma_migrate_shadow_db_1700000000000_abcdef01');
    await ask(url, `CREATE DATABASE ${young}`);
    const [, diagnosed] = await project.rpc({ url }, apply(), diagnose());
    expect(diagnosed).toMatchObject({ result: { action: { tag: 'createMigration' } } });
    expect(await shadowDatabases(url)).toEqual([young]);
    await ask(url, `DROP DATABASE ${young}`);
  });

  test.each(['SIGTERM', 'SIGHUP'] as const)(
    'are dropped when %s arrives, and the request is answered',
    async (name) => {
      const slow = {
        path: 'x',
        migrationFile: { path: 'migration.sql', content: { tag: 'ok', value: 'SELECT pg_sleep(60)' } },
      };
      const migrationsList = { ...project.migrationsList(), migrationDirectories: [slow] };
      const request = { id: 7, method: 'devDiagnostic', params: { migrationsList, filters } };
      const running = project.startEngine(['--datasource', JSON.stringify({ url })], [request]);
      const replaying = `SELECT 1 FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep%'`;
      await vi.waitUntil(async () => (await values(url, replaying)).length > 0, { timeout: 30_000 });
      running.signal(name);
      const { code, stdout } = await running.ended;
      expect(code).toBe(0);
      expect(stdout).toContain(`"id":7,"error"`);
      expect(stdout).toContain(`The schema engine was stopped by ${name}.`);
      expect(await shadowDatabases(url)).toEqual([]);
    },
  );

  test('need a right that not everybody has, or one that is given and emptied', async () => {
    await ask(url, `CREATE ROLE limited LOGIN PASSWORD 'x'`);
    await ask(url, 'CREATE DATABASE limited_main OWNER limited');
    await ask(url, 'CREATE DATABASE limited_shadow OWNER limited');
    const { port } = new URL(url);
    const main = `postgresql://limited:x@127.0.0.1:${port}/limited_main`;
    const shadow = `postgresql://limited:x@127.0.0.1:${port}/limited_shadow`;

    const [refused] = await project.rpc({ url: main }, diagnose());
    expect(failure(refused)).toMatchObject({
      error_code: 'P3014',
      message: expect.stringMatching(/shadowDatabaseUrl[^]*permission denied/),
    });
    const [same] = await project.rpc({ url: main, shadowDatabaseUrl: main }, diagnose());
    expect(failure(same)?.message).toContain('The shadow database you configured is the main database');

    await ask(shadow, 'CREATE TABLE note (in_the_way int)');
    const [diagnosed] = await project.rpc({ url: main, shadowDatabaseUrl: shadow }, diagnose());
    expect(diagnosed).toMatchObject({ result: { action: { tag: 'createMigration' } } });
  });
});

test('a server that dies in the middle is P1017', async () => {
  const params = { datasourceType: { tag: 'url', url }, script: 'SELECT pg_sleep(60)' };
  const waiting = project.rpc({ url }, { id: 1, method: 'dbExecute', params });
  await vi.waitUntil(async () => (await values(url, sleeping)).length > 0, { timeout: 30_000 });
  postgres.kill();
  const [ended] = await waiting;
  await postgres.restart();
  expect(failure(ended)?.error_code).toBe('P1017');
});
