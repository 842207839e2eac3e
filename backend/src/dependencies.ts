import type { ApiEnv } from './env-schema.ts';
import { createChangeFeed } from './platform/change-feed.ts';
import { createReadiness, databaseProbe } from './features/health/readiness.ts';
import { createAuth } from './features/session/auth.ts';
import { createTokenVerifier } from './features/session/tokens.ts';
import { createTaskStore } from './features/tasks/task-store.ts';
import { createPostgresVoteStream } from './features/votes/postgres-vote-stream.ts';
import { readVoteResults } from './features/votes/vote-store.ts';
import type { VoteStream } from './features/votes/vote-stream.ts';
import { createDatabase, type Database } from './platform/database.ts';
import type { Logger } from './platform/logger.ts';
import { createMetrics } from './platform/metrics.ts';

export const MIGRATIONS = new URL('../../prisma/migrations/', import.meta.url);

/** The real parts of the API, ready to be put into createApp; close() ends their connections. */
export async function createDependencies(env: ApiEnv, logger: Logger) {
  const database = createDatabase(env.DATABASE_URL);
  const auth = createAuth(env, database, logger);
  const votes = await createVoteStream(env.REDIS_URL, database, logger);
  const feed = createChangeFeed(env.DATABASE_DIRECT_URL ?? env.DATABASE_URL, database, logger);
  return {
    env,
    logger,
    metrics: createMetrics(),
    auth,
    verifyToken: createTokenVerifier({ issuer: env.AUTH_ISSUER, audience: env.AUTH_AUDIENCE }, () =>
      auth.api.getJwks(),
    ),
    tasks: createTaskStore(database),
    votes,
    readVoteResults: () => readVoteResults(database),
    feed,
    readiness: createReadiness(
      { database: databaseProbe(database, MIGRATIONS), votes: () => votes.check().then(() => undefined) },
      feed.mode,
    ),
    async close() {
      await Promise.all([feed.close(), votes.close()]);
      await database.$disconnect();
    },
  };
}
export type Dependencies = Awaited<ReturnType<typeof createDependencies>>;

/** Redis where its address is given, PostgreSQL otherwise. */
export async function createVoteStream(
  redisUrl: string | undefined,
  database: Database,
  logger: Logger,
): Promise<VoteStream> {
  if (!redisUrl) return createPostgresVoteStream(database);
  // A sixth of the start's time, spared where there is no Redis.
  const { createRedisVoteStream } = await import('./features/votes/redis-vote-stream.ts');
  return createRedisVoteStream(redisUrl, logger);
}
