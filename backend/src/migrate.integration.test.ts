import { join, resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { ask, createTestProject, tables, values, type TestProject } from '../../prisma/schema-engine/test-project.ts';
import { startTestPostgres, type TestPostgres } from '../../toolkit/src/postgres/test-postgres.ts';
import { createLogger } from './platform/logger.ts';
import { migrate } from './platform/migrations.ts';
import { connectionSettings, openSession } from './platform/postgres-connection.ts';

const FIRST = 'CREATE TABLE note (id int PRIMARY KEY);\n';
const LOCK = 'SELECT pg_advisory_lock(72707369)';
const NOWHERE = 'postgresql://somebody:s3cret-word@127.0.0.1:1/x';

type LogLine = { level: string; event: string; detail?: string; migrations?: string[] | number };

let postgres: TestPostgres;
let url: string;
let project: TestProject;

beforeAll(async () => {
  postgres = await startTestPostgres();
});
afterAll(() => postgres.stop());
beforeEach(async () => {
  url = await postgres.url();
  project = createTestProject();
  project.migration('20260101000000_first', FIRST);
});
afterEach(() => project.remove());

function start(environment: Record<string, string> = { DATABASE_URL: url }) {
  const running = project.start(process.execPath, [resolve('backend/src/migrate.ts')], '', environment);
  const ended = running.ended.then(({ code, stdout, output }) => ({
    code,
    output,
    log: stdout.split('\n').flatMap((line): LogLine[] => (line ? [JSON.parse(line)] : [])),
  }));
  return { ...running, ended };
}
const run = (environment?: Record<string, string>) => start(environment).ended;

test('applies the migrations of this repository, with their functions and triggers', async () => {
  const folder = resolve('prisma/migrations');
  const log: LogLine[] = [];
  const logger = createLogger('info', { write: (line) => void log.push(JSON.parse(line)) });
  const limits = { reachLimitMs: 0, lockLimitMs: 0, stopping: new AbortController().signal };
  await migrate(connectionSettings(url), logger, { folder, ...limits });
  expect(log).toMatchObject([
    { event: 'migrations_applied', migrations: expect.arrayContaining(['20261121090000_init']) },
  ]);
  expect(await values(url, 'SELECT total::int FROM get_vote_results()')).toEqual([0]);
});

test('applies what is new, says when there is nothing, and leaves the history as Prisma wants it', async () => {
  const applied = await run();
  expect(applied.log).toMatchObject([
    { level: 'info', event: 'migrations_applied', migrations: ['20260101000000_first'] },
  ]);
  expect(applied.code).toBe(0);
  project.migration('20260102000000_next', 'CREATE TABLE other (id int);\n');
  expect((await run()).log).toMatchObject([{ event: 'migrations_applied', migrations: ['20260102000000_next'] }]);
  const nothing = await run();
  expect(nothing).toMatchObject({ code: 0, log: [{ event: 'database_up_to_date', migrations: 2 }] });

  project.schema('model note {\n  id Int @id\n}\n');
  const status = await project.prisma(url, 'migrate status');
  expect(status).toMatchObject({ code: 0, output: expect.stringContaining('Database schema is up to date!') });
});

test('DATABASE_DIRECT_URL comes first', async () => {
  const applied = await run({ DATABASE_URL: NOWHERE, DATABASE_DIRECT_URL: url });
  expect(applied).toMatchObject({ code: 0, log: [{ event: 'migrations_applied' }] });
});

test('a failed migration says which, why and what to do, now and the next time', async () => {
  project.migration('20260102000000_next', 'CREATE TABLE other (id int);\nSELEC 1;\n');
  const told = {
    code: 1,
    log: [
      {
        level: 'error',
        event: 'program_failed',
        detail:
          'Migration 20260102000000_next failed: syntax error at or near "SELEC" (SQLSTATE 42601)\nLINE 2: SELEC 1;\n' +
          'Correct it and run `npx prisma migrate resolve --rolled-back 20260102000000_next`, ' +
          'or make its changes by hand and run it with --applied; then migrate again.',
      },
    ],
  };
  expect(await run()).toMatchObject(told);
  expect(await tables(url)).toEqual(['_prisma_migrations', 'note']);
  expect(await run()).toMatchObject(told);

  const [resolved] = await project.rpc(
    { url },
    { id: 1, method: 'markMigrationRolledBack', params: { migrationName: '20260102000000_next' } },
  );
  expect(resolved).toMatchObject({ result: {} });
  project.migration('20260102000000_next', 'CREATE TABLE other (id int);\n');
  expect(await run()).toMatchObject({
    code: 0,
    log: [{ event: 'migrations_applied', migrations: ['20260102000000_next'] }],
  });
});

test('a migration that was changed after it was applied is told and does not stop the next one', async () => {
  await run();
  project.migration('20260101000000_first', 'CREATE TABLE note (id bigint PRIMARY KEY);\n');
  project.migration('20260102000000_next', 'CREATE TABLE other (id int);\n');
  const applied = await run();
  expect(applied.code).toBe(0);
  expect(applied.log).toMatchObject([
    { level: 'warning', event: 'migrations_edited', migrations: ['20260101000000_first'] },
    { level: 'info', event: 'migrations_applied', migrations: ['20260102000000_next'] },
  ]);
});

test('a database that a newer version has migrated is left as it is', async () => {
  await run();
  await ask(url, `UPDATE _prisma_migrations SET migration_name = '20270101000000_newer'`);
  await ask(
    url,
    `INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at) SELECT 'x', checksum, '20260101000000_first', now() FROM _prisma_migrations`,
  );
  const done = await run();
  expect(done.code).toBe(0);
  expect(done.log).toMatchObject([
    { event: 'database_newer', migrations: ['20270101000000_newer'] },
    { event: 'database_up_to_date' },
  ]);
});

describe('two at once', () => {
  test('one migrates, the others wait for it and find it done', async () => {
    project.migration('20260102000000_slow', 'SELECT pg_sleep(0.5);\n');
    const holder = openSession(connectionSettings(url));
    await holder.query(LOCK);
    const all = [start(), start(), start()];
    await vi.waitUntil(() => all.every(({ seen }) => seen().includes('migration_awaited')), { timeout: 30_000 });
    await holder.end();
    const ended = await Promise.all(all.map((each) => each.ended));
    expect(ended.map(({ code }) => code)).toEqual([0, 0, 0]);
    const outcomes = ended.map(({ log }) => String(log.at(-1)?.event)).toSorted();
    expect(outcomes).toEqual(['database_up_to_date', 'database_up_to_date', 'migrations_applied']);
  });

  test('the wait has a limit, and names who is waited for', async () => {
    const holder = openSession(connectionSettings(`${url}?application_name=the-other-one`));
    await holder.query(LOCK);
    const limits = { reachLimitMs: 0, lockLimitMs: 300, stopping: new AbortController().signal };
    const waiting = migrate(connectionSettings(url), createLogger('error'), {
      folder: join(project.folder, 'prisma/migrations'),
      ...limits,
    });
    await expect(waiting).rejects.toThrow(
      /^Another migration \(process \d+ on the server, the-other-one from 127\.0\.0\.1\) has held the lock/,
    );
    await holder.end();
    expect(await tables(url)).toEqual([]);
  });
});

describe('a database that does not answer', () => {
  test('is waited for', async () => {
    postgres.kill();
    const waiting = start();
    await vi.waitUntil(() => waiting.seen().includes('database_awaited'), { timeout: 30_000 });
    await postgres.restart();
    const { code, log } = await waiting.ended;
    expect(code).toBe(0);
    expect(log.map(({ event }) => event)).toEqual(['database_awaited', 'migrations_applied']);
  });

  test('is waited for only so long', async () => {
    const limits = { reachLimitMs: 300, lockLimitMs: 0, stopping: new AbortController().signal };
    const waiting = migrate(connectionSettings(NOWHERE), createLogger('error'), {
      folder: join(project.folder, 'prisma/migrations'),
      ...limits,
    });
    await expect(waiting).rejects.toThrow(
      "Can't reach database server at `127.0.0.1:1`. Please make sure that it is running there. It did not answer within 0.3 s.",
    );
  });

  test('waits for it as long as DATABASE_WAIT_SECONDS says', async () => {
    const { code, log } = await run({ DATABASE_URL: NOWHERE, DATABASE_WAIT_SECONDS: '1' });
    expect(code).toBe(1);
    expect(log.at(-1)?.detail).toContain('It did not answer within 1 s.');
  });

  test('is not waited for when SIGTERM arrives', async () => {
    const waiting = start({ DATABASE_URL: NOWHERE });
    await vi.waitUntil(() => waiting.seen().includes('database_awaited'), { timeout: 30_000 });
    waiting.signal('SIGTERM');
    const { code, log } = await waiting.ended;
    expect(code).toBe(1);
    expect(log.map(({ event }) => event).toSorted()).toEqual([
      'database_awaited',
      'program_failed',
      'shutdown_signal_received',
    ]);
    const failed = log.find(({ event }) => event === 'program_failed');
    expect(failed?.detail).toBe('Stopped by SIGTERM before any migration began.');
  });
});

test('SIGTERM does not interrupt a migration that has begun', async () => {
  project.migration('20260102000000_slow', 'SELECT pg_sleep(2);\nCREATE TABLE after_it (id int);\n');
  const running = start();
  const sleeping = `SELECT 1 FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep%'`;
  await vi.waitUntil(async () => (await values(url, sleeping)).length > 0, { timeout: 30_000 });
  running.signal('SIGTERM');
  const { code, log } = await running.ended;
  expect(code).toBe(0);
  expect(log.map(({ event }) => event)).toEqual(['shutdown_signal_received', 'migrations_applied']);
  expect(await tables(url)).toContain('after_it');
});

describe('wrong settings', () => {
  test('are all named at once, without their values', async () => {
    const refused = await run({ DATABASE_URL: 's3cret-word', LOG_LEVEL: 'loud' });
    expect(refused).toMatchObject({ code: 2, log: [{ event: 'environment_invalid' }] });
    expect(refused.output).toMatch(/DATABASE_URL.*LOG_LEVEL/);
    expect(refused.output).not.toContain('s3cret-word');
    expect(await run({ DATABASE_URL: 'postgresql://me:s3cret-word@db' })).toMatchObject({ code: 2 });
  });

  test.each([
    ['a wrong password', () => url.replace(':test@', ':s3cret-word@'), 'the password of `test` is not valid'],
    ['a database that is not there', () => `${url}_not`, 'does not exist'],
  ])('%s is told at once', async (_, wrong, detail) => {
    const refused = await run({ DATABASE_URL: wrong() });
    expect(refused).toMatchObject({
      code: 1,
      log: [{ event: 'program_failed', detail: expect.stringContaining(detail) }],
    });
    expect(refused.output).not.toContain('s3cret-word');
  });

  test('a folder without migrations', async () => {
    project.remove();
    project = createTestProject();
    const refused = await run();
    expect(refused).toMatchObject({ code: 1, log: [{ detail: expect.stringContaining('migrations cannot be read') }] });
  });
});
