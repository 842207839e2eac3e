import { requirement } from '../../e2e/requirements.ts';
import { createPostgresVoteStream } from '../src/features/votes/postgres-vote-stream.ts';
import { createRedisVoteStream } from '../src/features/votes/redis-vote-stream.ts';
import type { VoteStream } from '../src/features/votes/vote-stream.ts';
import { createDatabase, type Database } from '../src/platform/database.ts';
import { createLogger } from '../src/platform/logger.ts';
import { startTestDatabase, type TestDatabase } from './database.ts';
import { startTestRedis } from './redis.ts';

/** A vote stream on its real server, with what a test has to do past the app. */
export interface VoteWorld {
  /** Where votes are counted; with PostgreSQL also where the stream is. */
  database: TestDatabase;
  /** What the programs need to use this stream, besides DATABASE_URL. */
  environment: Record<string, string>;
  /** A stream with connections of its own, as each program has one. */
  open(options?: { maxLength?: number }): Promise<VoteStream>;
  /** Writes an entry as another program would. */
  write(option: string | null): Promise<void>;
  /** Ids of all entries that have not left the stream. */
  ids(): Promise<string[]>;
  deadLetters(): Promise<{ id: string; option: string | null; reason: string }[]>;
  /** Lets what was delivered look as if that was a minute ago. */
  age(): Promise<void>;
  clear(): Promise<void>;
  kill(): Promise<void>;
  restart(): Promise<void>;
  stop(): Promise<void>;
}

const redis = requirement('redis');

/** Both adapters; `missing` says why one cannot run here. */
export const voteWorlds = [
  { name: 'PostgreSQL', missing: undefined, start: postgresWorld },
  { name: 'Redis', missing: redis.available ? undefined : redis.reason, start: redisWorld },
];

const logger = () => createLogger('error', { write: () => {} });

async function postgresWorld(): Promise<VoteWorld> {
  const database = await startTestDatabase();
  const { sql, server } = database;
  const opened: Database[] = [];
  return {
    database,
    environment: {},
    async open(options) {
      const own = createDatabase(database.url);
      opened.push(own);
      return createPostgresVoteStream(own, options);
    },
    write: async (option) => void (await sql('INSERT INTO vote_stream (option) VALUES ($1)', [option])),
    ids: async () =>
      (await sql(`SELECT 'pg-' || id AS id FROM vote_stream ORDER BY vote_stream.id`)).map(({ id }) => String(id)),
    deadLetters: async () =>
      (await sql(
        'SELECT entry_id AS id, option, reason FROM vote_dead_letters ORDER BY created_at, entry_id',
      )) as never,
    age: async () => void (await sql(`UPDATE vote_stream SET delivered_at = delivered_at - interval '1 minute'`)),
    clear: async () => void (await sql('TRUNCATE votes, vote_stream, vote_dead_letters')),
    kill: async () => server.kill(),
    restart: () => server.restart(),
    async stop() {
      await Promise.all(opened.map((each) => each.$disconnect()));
      await database.stop();
    },
  };
}

async function redisWorld(): Promise<VoteWorld> {
  const [database, server] = [await startTestDatabase(), await startTestRedis()];
  const { client } = server;
  const opened: VoteStream[] = [];
  return {
    database,
    environment: { REDIS_URL: server.url },
    async open(options) {
      const stream = await createRedisVoteStream(server.url, logger(), options);
      opened.push(stream);
      return stream;
    },
    write: async (option) =>
      void (await client.xAdd('votes', '*', option === null ? { other: 'field' } : { vote: option })),
    ids: async () => entries(await client.xRange('votes', '-', '+')).map(({ id }) => id),
    deadLetters: async () =>
      entries(await client.xRange('votes-dead-letters', '-', '+')).map(
        ({ message: { id = '', reason = '', vote } }) => ({
          id,
          option: vote ?? null,
          reason,
        }),
      ),
    async age() {
      const pending = await client.xPendingRange('votes', 'vote-processors', '-', '+', 10_000);
      const ids = pending.map(({ id }) => id);
      if (ids.length > 0) await client.xClaimJustId('votes', 'vote-processors', 'aged', 0, ids, { IDLE: 60_000 });
    },
    async clear() {
      await client.flushAll();
      await database.sql('TRUNCATE votes');
    },
    kill: server.kill,
    restart: server.restart,
    async stop() {
      await Promise.all(opened.map((each) => each.close()));
      await server.stop();
      await database.stop();
    },
  };
}

type Entry = { id: string; message: Record<string, string> };
const entries = (range: (Entry | null)[] | null) => (range ?? []).filter((entry) => entry !== null);
