import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { createVoteStream } from './dependencies.ts';
import { workerVariables } from './env-schema.ts';
import { readEnvironment } from './env.ts';
import { createTaskStore } from './features/tasks/task-store.ts';
import { runVoteCounter } from './features/votes/vote-counter.ts';
import { countVotesIn } from './features/votes/vote-store.ts';
import { createDatabase } from './platform/database.ts';
import { runProgram, type Start } from './platform/program.ts';

const BEAT_EVERY_MS = 5_000;
const PURGE_EVERY_MS = 10 * 60_000;

export const start: Start = async (createLogger) => {
  const env = readEnvironment(workerVariables);
  const logger = createLogger(env.LOG_LEVEL);
  const database = createDatabase(env.DATABASE_URL);
  const stream = await createVoteStream(env.REDIS_URL, database, logger);
  const tasks = createTaskStore(database);
  const stopping = new AbortController();

  let beatAt = -Infinity;
  const beat = () => {
    if (!env.HEARTBEAT_FILE || performance.now() - beatAt < BEAT_EVERY_MS) return;
    beatAt = performance.now();
    const failed = (error: Error) => logger.error({ detail: error.message }, 'heartbeat_not_written');
    writeFile(env.HEARTBEAT_FILE, `${new Date().toISOString()}\n`).catch(failed);
  };
  const purge = () =>
    tasks.purge().then(
      (count) => logger[count > 0 ? 'info' : 'debug']({ tasks: count }, 'deleted_tasks_purged'),
      (error: unknown) => logger.warn({ err: error }, 'purge_failed'),
    );
  const purging = setInterval(() => void purge(), PURGE_EVERY_MS);

  const consumer = `${hostname()}-${randomUUID().slice(0, 8)}`;
  logger.info({ consumer }, 'worker_started');
  const countVotes = countVotesIn(database);
  const counting = runVoteCounter({ stream, countVotes, logger, onRound: beat }, consumer, stopping.signal);

  return {
    async close() {
      clearInterval(purging);
      stopping.abort();
      await counting;
      await stream.close();
      await database.$disconnect();
    },
  };
};

// Not where a development host imports it.
if (import.meta.main) await runProgram(start);
