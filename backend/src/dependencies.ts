import type { ApiEnv } from './env-schema.ts';
import { createChangeFeed } from './platform/change-feed.ts';
import { createAssistant } from './features/assistant/assistant.ts';
import { createReadiness, databaseProbe, newestMigration } from './features/health/readiness.ts';
import { createAuth } from './features/session/auth.ts';
import { createTokenVerifier } from './features/session/tokens.ts';
import { createTaskStore } from './features/tasks/task-store.ts';
import { createPostgresVoteStream } from './features/votes/postgres-vote-stream.ts';
import { readVoteResults } from './features/votes/vote-store.ts';
import type { VoteStream } from './features/votes/vote-stream.ts';
import { createMcp } from './mcp/mcp-server.ts';
import { assets } from './platform/assets.ts';
import { createDatabase, type Database } from './platform/database.ts';
import type { Logger } from './platform/logger.ts';
import { createMetrics, describeProgram } from './platform/metrics.ts';

/** Of the API's document and of the MCP server. */
export const VERSION = '1.0.0';

// The assistant's libraries take long to load: once the program answers, and before anybody has typed a message.
const WARM_AFTER_MS = 1_000;

/** The real parts of the API, ready to be put into createApp; close() ends their connections. */
export async function createDependencies(env: ApiEnv, logger: Logger) {
  const database = createDatabase(env.DATABASE_URL);
  const auth = createAuth(env, database, logger);
  const votes = await createVoteStream(env.REDIS_URL, database, logger);
  const feed = createChangeFeed(env.DATABASE_DIRECT_URL ?? env.DATABASE_URL, database, logger);
  const metrics = createMetrics();
  const tasks = createTaskStore(database);
  const mcp = createMcp({ tasks, logger, version: VERSION });
  const { OPENAI_API_KEY: apiKey, OPENAI_BASE_URL: baseUrl, OPENAI_MODEL: name } = env;
  const settings = { apiKey, baseUrl, name };
  const assistant = createAssistant({
    database,
    logger,
    metrics,
    settings,
    toolsFor: (userId) => mcp.fetchFor(userId),
  });
  const schema = newestMigration(assets.migrations);
  describeProgram(metrics, { version: VERSION, schema: schema ?? 'none', model: assistant.info.model });
  const warming = setTimeout(() => void assistant.warm().catch(() => {}), WARM_AFTER_MS).unref();
  return {
    env,
    logger,
    metrics,
    database,
    auth,
    verifyToken: createTokenVerifier({ issuer: env.AUTH_ISSUER, audience: env.AUTH_AUDIENCE }, () =>
      auth.api.getJwks(),
    ),
    tasks,
    mcp,
    assistant,
    votes,
    readVoteResults: () => readVoteResults(database),
    feed,
    readiness: createReadiness(
      { database: databaseProbe(database, schema), votes: () => votes.check().then(() => undefined) },
      feed.mode,
    ),
    async close() {
      clearTimeout(warming);
      await assistant.close();
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
