import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { startTestPostgres, type TestPostgres } from '../toolkit/src/postgres/test-postgres.ts';
import {
  ask,
  createTestProject,
  shadowDatabases,
  tables,
  values,
  type TestProject,
} from './schema-engine/test-project.ts';

const NOTE = 'model Note {\n  id   Int    @id @default(autoincrement())\n  text String @unique\n}\n';
const FIRST =
  'CREATE TABLE "Note" ("id" SERIAL PRIMARY KEY, "text" TEXT NOT NULL);\nCREATE UNIQUE INDEX "Note_text_key" ON "Note"("text");\n';
const NOWHERE = 'postgresql://somebody:s3cret-word@127.0.0.1:1/x';

let postgres: TestPostgres;
let maintenance: string;
let database: string;
let url: string;
let project: TestProject;

beforeAll(async () => {
  postgres = await startTestPostgres();
  maintenance = await postgres.url('maintenance');
  await ask(maintenance, `CREATE ROLE "o'dd:user" SUPERUSER LOGIN PASSWORD 'p@ss:w/rd%?'`);
});
afterAll(() => postgres.stop());

beforeEach(() => {
  project = createTestProject();
  project.schema(NOTE);
  // A database that is not there yet, and no part of its URL that needs no escaping.
  database = `db "${project.folder.slice(-6)}" /?#`;
  const [user, password, path] = ["o'dd:user", 'p@ss:w/rd%?', database].map(encodeURIComponent);
  url = `postgresql://${user}:${password}@127.0.0.1:${new URL(maintenance).port}/${path}`;
});
afterEach(() => project.remove());

describe('migrate dev', () => {
  test('makes database, migration and table from nothing, and writes nothing else anywhere', async () => {
    const made = await project.prisma(url, 'migrate dev --name first');
    expect(made).toMatchObject({ code: 0, output: expect.stringContaining('Your database is now in sync') });
    expect(await tables(url)).toEqual(['Note', '_prisma_migrations']);
    expect(await values(url, 'SELECT current_database()')).toEqual([database]);
    expect(readdirSync(project.folder).toSorted()).toEqual(['engine', 'prisma', 'prisma.config.ts']);
    expect(readdirSync(join(project.folder, 'prisma'))).toEqual(['migrations', 'schema.prisma']);
    expect(await shadowDatabases(maintenance)).toEqual([]);

    const status = await project.prisma(url, 'migrate status');
    expect(status).toMatchObject({ code: 0, output: expect.stringContaining('Database schema is up to date!') });
    expect((await project.prisma(url, 'migrate deploy')).output).toContain('No pending migrations to apply.');
  });

  test('brings a new database up to the migrations of a clone, then makes the next', async () => {
    project.migration('20260101000000_first', FIRST);
    project.schema(`${NOTE}model Tag {\n  name String @id\n}\n`);
    const made = await project.prisma(url, 'migrate dev --name tags');
    expect(made).toMatchObject({ code: 0, output: expect.stringContaining('20260101000000_first') });
    expect(await tables(url)).toEqual(['Note', 'Tag', '_prisma_migrations']);
    const [, tags = ''] = readdirSync(join(project.folder, 'prisma/migrations'));
    const sql = readFileSync(join(project.folder, 'prisma/migrations', tags, 'migration.sql'), 'utf8');
    expect(sql).toContain('CREATE TABLE "Tag"');
    expect(sql).not.toContain('CREATE TABLE "Note"');
  });

  test('detects a table that was changed by hand', async () => {
    project.migration('20260101000000_first', FIRST);
    await project.prisma(url, 'migrate deploy');
    await ask(url, 'ALTER TABLE "Note" ADD by_hand int');
    const found = await project.prisma(url, 'migrate dev --name x');
    expect(found).toMatchObject({
      code: 130,
      output: expect.stringMatching(/Drift detected[^]*Added column `by_hand`/),
    });
    expect(await shadowDatabases(maintenance)).toEqual([]);
  });

  test('reports a migration that does not apply, and leaves no shadow database', async () => {
    project.migration('20260101000000_broken', 'CREATE TABLE x (a int);\nCREATE INDEX ON "Nosuch" (a);\n');
    const failed = await project.prisma(url, 'migrate dev --name x');
    expect(failed.code).toBe(1);
    expect(failed.output).toMatch(/P3006[^]*20260101000000_broken[^]*relation "Nosuch" does not exist/);
    expect(await shadowDatabases(maintenance)).toEqual([]);
  });

  test('leaves no shadow database when Ctrl-C arrives', async () => {
    project.migration('20260101000000_slow', 'SELECT pg_sleep(60);');
    const running = project.startPrisma(url, 'migrate dev --name x');
    const replaying = `SELECT 1 FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep%' AND datname LIKE '%shadow%'`;
    await vi.waitUntil(async () => (await values(maintenance, replaying)).length > 0, { timeout: 30_000 });
    running.signal('SIGINT');
    await running.ended;
    await expect.poll(() => shadowDatabases(maintenance), { timeout: 30_000 }).toEqual([]);
  });
});

test('a failed migration is reported, resolved and applied again', async () => {
  project.migration('20260101000000_first', FIRST);
  project.migration('20260102000000_next', 'CREATE TABLE extra (a int);\nSELEC 1;\n');
  const failed = await project.prisma(url, 'migrate deploy');
  expect(failed.code).toBe(1);
  expect(failed.output).toMatch(/P3018[^]*Migration name: 20260102000000_next[^]*42601[^]*LINE 2: SELEC 1;/);
  expect(await tables(url)).toEqual(['Note', '_prisma_migrations']);
  expect(await values(url, 'SELECT logs FROM _prisma_migrations WHERE finished_at IS NULL')).toEqual([
    expect.stringContaining('syntax error at or near "SELEC" (SQLSTATE 42601)'),
  ]);
  const status = await project.prisma(url, 'migrate status');
  expect(status).toMatchObject({ code: 1, output: expect.stringContaining('Following migration have failed:') });

  // Semicolons inside of a body do not end a statement.
  const body = 'CREATE FUNCTION twice() RETURNS void LANGUAGE plpgsql AS $$ BEGIN PERFORM 1; PERFORM 2; END $$;\n';
  project.migration('20260102000000_next', `CREATE TABLE extra (a int);\n${body}`);
  expect((await project.prisma(url, 'migrate resolve --rolled-back 20260102000000_next')).code).toBe(0);
  expect((await project.prisma(url, 'migrate deploy')).code).toBe(0);
  expect(await values(url, 'SELECT twice()')).toEqual(['']);
});

test('migrate reset empties the database and applies all migrations', async () => {
  project.migration('20260101000000_first', FIRST);
  await project.prisma(url, 'migrate deploy');
  await ask(url, `INSERT INTO "Note" (text) VALUES ('gone')`);
  await ask(url, 'CREATE TABLE other (x int)');
  const reset = await project.prisma(url, 'migrate reset --force');
  expect(reset).toMatchObject({ code: 0, output: expect.stringContaining('Database reset successful') });
  expect(await tables(url)).toEqual(['Note', '_prisma_migrations']);
  expect(await values(url, 'SELECT count(*)::int FROM "Note"')).toEqual([0]);
});

test('db push, execute and pull', async () => {
  const line =
    'model Line {\n  id     Int  @id\n  note   Note @relation(fields: [noteId], references: [id])\n  noteId Int\n}\n';
  project.schema(NOTE.replace('}', '  lines Line[]\n}') + line);
  const pushed = await project.prisma(url, 'db push');
  expect(pushed).toMatchObject({ code: 0, output: expect.stringContaining('now in sync') });
  project.migration(
    'x',
    `CREATE TABLE tag (name text PRIMARY KEY CHECK (name <> ''));\nDO $$ BEGIN PERFORM 1; PERFORM 2; END $$;\n`,
  );
  const executed = await project.prisma(url, 'db execute --file prisma/migrations/x/migration.sql');
  expect(executed).toMatchObject({ code: 0, output: expect.stringContaining('Script executed successfully.') });
  const pulled = await project.prisma(url, 'db pull --print');
  expect(pulled.stdout).toMatch(
    /model Line \{[^]*@relation\(fields: \[noteId\], references: \[id\][^]*model tag \{\n {2}name String @id\n\}/,
  );
});

test('migrate diff compares migrations with a database and tells by its exit code', async () => {
  project.migration('20260101000000_first', FIRST);
  await project.prisma(url, 'db push');
  await ask(url, 'ALTER TABLE "Note" ADD by_hand int');
  const diff = 'migrate diff --from-migrations prisma/migrations --to-config-datasource --exit-code --script';
  const found = await project.prisma(url, diff);
  expect(found).toMatchObject({ code: 2, stdout: expect.stringContaining('ADD COLUMN     "by_hand" INTEGER;\n') });
});

test('migrate diff of schema files and generate need no database', async () => {
  const script = await project.prisma(NOWHERE, 'migrate diff --from-empty --to-schema prisma/schema.prisma --script');
  expect(script).toMatchObject({ code: 0, stdout: expect.stringContaining('CREATE TABLE "Note"') });
  expect(await project.prisma(NOWHERE, 'generate')).toMatchObject({ code: 0 });
  expect(readdirSync(join(project.folder, 'generated'))).toContain('client.ts');
});

describe('what fails says so', () => {
  test.each(['migrate dev', 'db pull'])('%s with a wrong password, which is not shown', async (command) => {
    const refused = await project.prisma(maintenance.replace(':test@', ':s3cret-word@'), command);
    expect(refused).toMatchObject({ code: 1, output: expect.stringContaining('P1000') });
    expect(refused.output).not.toContain('s3cret-word');
  });

  test('a server that does not answer', async () => {
    const refused = await project.prisma(NOWHERE, 'migrate deploy');
    expect(refused).toMatchObject({ code: 1, output: expect.stringContaining("P1001: Can't reach database server") });
    expect(refused.output).not.toContain('s3cret-word');
  });

  test('TypedSQL, which this engine lacks', async () => {
    project.schema(NOTE, '  previewFeatures = ["typedSql"]\n');
    project.migration('../sql', '');
    const refused = await project.prisma(maintenance, 'generate --sql');
    expect(refused).toMatchObject({
      code: 1,
      output: expect.stringMatching(/TypedSQL .* is not supported[^]*\$queryRaw/),
    });
  });

  test('a defect of the engine', async () => {
    const broken = await project.prisma(maintenance, 'migrate dev', { FORCE_PANIC_SCHEMA_ENGINE: '1' });
    expect(broken).toMatchObject({
      code: 1,
      output: expect.stringContaining('This is the debugPanic artificial panic'),
    });
  });
});
