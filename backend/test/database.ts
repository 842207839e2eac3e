import pg from 'pg';
import { startTestPostgres, type TestPostgres } from '../../toolkit/src/postgres/test-postgres.ts';
import { startProgram } from './processes.ts';

export type Row = Record<string, unknown>;

/** A PostgreSQL of one test file with one migrated database in it. */
export interface TestDatabase {
  url: string;
  server: TestPostgres;
  sql: (query: string, values?: unknown[]) => Promise<Row[]>;
  stop: () => Promise<void>;
}

export async function startTestDatabase(): Promise<TestDatabase> {
  const server = await startTestPostgres();
  const url = await server.url('evenkeel');
  await migrate(url);
  const pool = new pg.Pool({ connectionString: url, max: 2 });
  pool.on('error', () => {}); // the server was stopped on purpose
  return {
    url,
    server,
    sql: async (query, values = []) => (await pool.query<Row>(query, values)).rows,
    async stop() {
      await pool.end();
      await server.stop();
    },
  };
}

/** All rows of the tables that requests may change, to be compared before and after. */
export async function snapshot({ sql }: TestDatabase): Promise<Record<string, Row[]>> {
  const tables = [
    'users',
    'accounts',
    'sessions',
    'tasks',
    'conversations',
    'messages',
    'conversation_turns',
    'votes',
    'vote_stream',
    'jwks',
  ];
  const rows = await Promise.all(tables.map((table) => sql(`SELECT * FROM "${table}" ORDER BY 1`)));
  return Object.fromEntries(tables.map((table, index) => [table, rows[index] ?? []]));
}

/** As in every runtime: with the migrate program. */
export async function migrate(url: string) {
  const program = startProgram('backend/src/migrate.ts', { DATABASE_URL: url });
  const { code } = await program.ended;
  if (code !== 0) throw new Error(`The migration failed:\n${[...program.stdout, ...program.stderr].join('\n')}`);
}
