import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from './logger.ts';
import { connectionFailure, DatabaseError, type ConnectionSettings, type Session } from './postgres-connection.ts';
import { ProgramFailure } from './program.ts';

export type WaitLimits = {
  /** How long a database that does not answer yet is waited for. */
  reachLimitMs: number;
  /** How long another migration is waited for. */
  lockLimitMs: number;
  /** Ends these two waits with its reason; a migration that has begun goes on to its end. */
  stopping: AbortSignal;
};

/** Failures that pass by themselves while a server starts; a wrong password, for one, does not. */
const PASSING = new Set(['P1001', 'P1002', 'P1017']);

/** Waits until the database answers. */
export async function reachDatabase(
  session: Session,
  settings: ConnectionSettings,
  logger: Logger,
  options: WaitLimits,
) {
  const deadline = performance.now() + options.reachLimitMs;
  for (let attempt = 1; ; attempt++) {
    const failure = await session.query('SELECT 1').then(
      () => undefined,
      (error: unknown) => connectionFailure(error, settings),
    );
    if (!failure) return;
    if (!(failure instanceof DatabaseError && PASSING.has(failure.code))) throw failure;
    if (performance.now() > deadline) {
      throw new ProgramFailure(`${failure.message} It did not answer within ${options.reachLimitMs / 1000} s.`);
    }
    if (attempt === 1) logger.info({ detail: failure.message, limit_ms: options.reachLimitMs }, 'database_awaited');
    await pause(options.stopping);
  }
}

/** The advisory lock of Prisma's own engine, so that its CLI and this program wait for each other. */
const MIGRATION_LOCK = 72_707_369;

/**
 * Waits until no other migration is running and keeps others waiting until the session ends.
 * The lock must be taken in the session that migrates: there the engine can take it once more.
 */
export async function takeLock(session: Session, logger: Logger, { lockLimitMs, stopping }: WaitLimits) {
  const deadline = performance.now() + lockLimitMs;
  for (let attempt = 1; ; attempt++) {
    const { rows } = await session.query<{ taken: boolean }>('SELECT pg_try_advisory_lock($1) AS taken', [
      MIGRATION_LOCK,
    ]);
    if (rows[0]?.taken) return;
    const holder = await lockHolder(session);
    if (performance.now() > deadline) {
      throw new ProgramFailure(
        `Another migration (${holder}) has held the lock on this database for more than ${lockLimitMs / 1000} s. ` +
          'Let it end and start this one again; if it hangs, end its process with SELECT pg_terminate_backend(number).',
      );
    }
    if (attempt === 1)
      logger.info({ detail: `Another migration is running: ${holder}.`, limit_ms: lockLimitMs }, 'migration_awaited');
    await pause(stopping);
  }
}

async function lockHolder(session: Session): Promise<string> {
  const { rows } = await session.query<{ holder: string }>(
    `SELECT format('process %s on the server, %s from %s', pid, application_name, coalesce(host(client_addr), 'its socket')) AS holder
     FROM pg_locks JOIN pg_stat_activity USING (pid)
     WHERE locktype = 'advisory' AND objid = $1 AND granted AND datname = current_database()`,
    [MIGRATION_LOCK],
  );
  return rows[0]?.holder ?? 'just ending';
}

async function pause(stopping: AbortSignal) {
  await sleep(250, undefined, { signal: stopping }).catch(() => stopping.throwIfAborted());
}
