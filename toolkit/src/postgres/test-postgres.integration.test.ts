import { Client } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TestPostgres } from './test-postgres.ts';
import { startTestPostgres } from './test-postgres.ts';

let postgres: TestPostgres;
beforeAll(async () => {
  postgres = await startTestPostgres();
});
afterAll(() => postgres.stop());

async function ask(url: string, sql: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

test('a database asked for by name is empty each time', async () => {
  const url = await postgres.url('a name "quoted"');
  await ask(url, 'CREATE TABLE t (x int)');
  expect(await postgres.url('a name "quoted"')).toBe(url);
  expect(await ask(url, `SELECT * FROM pg_tables WHERE schemaname = 'public'`)).toEqual([]);
});

test('databases without a name differ', async () => {
  expect(await postgres.url()).not.toBe(await postgres.url());
});

test('it is UTF8, locale C and keeps its password to itself', async () => {
  const url = await postgres.url();
  expect(await ask(url, 'SHOW server_encoding')).toEqual([{ server_encoding: 'UTF8' }]);
  expect(await ask(url, 'SELECT datcollate FROM pg_database WHERE datname = current_database()')).toEqual([
    { datcollate: 'C' },
  ]);
  await expect(ask(url.replace(':test@', ':wrong@'), 'SELECT 1')).rejects.toThrow('password authentication failed');
});

test('what was committed is there after SIGKILL', async () => {
  const url = await postgres.url();
  await ask(url, 'CREATE TABLE t (x int)');
  await ask(url, 'INSERT INTO t VALUES (42)');
  postgres.kill();
  await expect(ask(url, 'SELECT 1')).rejects.toThrow(/ECONNREFUSED|ECONNRESET|terminated|starting up/);
  await postgres.restart();
  expect(await ask(url, 'SELECT x FROM t')).toEqual([{ x: 42 }]);
});
