import { resolve } from 'node:path';
import { migrateVariables } from './env-schema.ts';
import { EnvironmentError, readEnvironment } from './env.ts';
import { migrate } from './platform/migrations.ts';
import { connectionSettings, DatabaseError } from './platform/postgres-connection.ts';
import { ProgramFailure, runProgram, type Start } from './platform/program.ts';

/** Long enough for another replica to build an index on a large table. */
const LOCK_LIMIT_MS = 5 * 60_000;

export const start: Start = async (createLogger) => {
  const env = readEnvironment(migrateVariables);
  const logger = createLogger(env.LOG_LEVEL);
  const stopping = new AbortController();
  for (const name of ['SIGTERM', 'SIGINT'] as const) {
    process.once(name, (signal) => {
      logger.info({ signal }, 'shutdown_signal_received');
      stopping.abort(new ProgramFailure(`Stopped by ${signal} before any migration began.`));
    });
  }
  const name = env.DATABASE_DIRECT_URL ? 'DATABASE_DIRECT_URL' : 'DATABASE_URL';
  await migrate(readSettings(name, env[name] ?? ''), logger, {
    folder: resolve('prisma/migrations'),
    reachLimitMs: env.DATABASE_WAIT_SECONDS * 1000,
    lockLimitMs: LOCK_LIMIT_MS,
    stopping: stopping.signal,
  });
};

if (import.meta.main) await runProgram(start);

/** A URL may be well-formed and still not be one that the driver can use. */
function readSettings(name: string, url: string) {
  try {
    return connectionSettings(url);
  } catch (error) {
    if (error instanceof DatabaseError) throw new EnvironmentError([{ name, problem: error.message }]);
    throw error;
  }
}
