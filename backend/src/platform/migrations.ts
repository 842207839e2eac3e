import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Logger } from './logger.ts';
import { reachDatabase, takeLock, type WaitLimits } from './migration-waits.ts';
import { DatabaseError, openSession, type ConnectionSettings, type Session } from './postgres-connection.ts';
import { ProgramFailure } from './program.ts';
import { MigrationFailure, openSchemaEngine, type MigrationList } from './schema-engine.ts';

export type MigrateOptions = WaitLimits & {
  /** The folder with migration_lock.toml and one folder for each migration. */
  folder: string;
};

/**
 * Brings the database to the newest migration. Several at once are safe: one works, the others wait and find it done.
 * @throws {ProgramFailure} what stands in the way and what to do about it
 */
export async function migrate(settings: ConnectionSettings, logger: Logger, options: MigrateOptions) {
  const migrationsList = readMigrations(options.folder);
  const session = openSession(settings);
  try {
    await reachDatabase(session, settings, logger, options);
    await takeLock(session, logger, options);
    await applyMigrations(session, settings, logger, migrationsList);
  } catch (error) {
    if (error instanceof MigrationFailure) throw failedMigration(error.migration, error.reason);
    throw error instanceof DatabaseError ? new ProgramFailure(error.message, { cause: error }) : error;
  } finally {
    // The end of the session gives the lock back.
    await session.end();
  }
}

function readMigrations(folder: string): MigrationList {
  try {
    const names = readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
      entry.isDirectory() ? entry.name : [],
    );
    const migrationDirectories = names.toSorted().map((name) => ({
      path: name,
      migrationFile: {
        path: 'migration.sql',
        content: { tag: 'ok' as const, value: readFileSync(join(folder, name, 'migration.sql'), 'utf8') },
      },
    }));
    const lockfile = {
      path: 'migration_lock.toml',
      content: readFileSync(join(folder, 'migration_lock.toml'), 'utf8'),
    };
    return { baseDir: folder, lockfile, shadowDbInitScript: '', migrationDirectories };
  } catch (error) {
    const { message } = error instanceof Error ? error : new Error(String(error));
    throw new ProgramFailure(
      `The migrations cannot be read: ${message}. Start this program where prisma/migrations is.`,
    );
  }
}

async function applyMigrations(
  session: Session,
  settings: ConnectionSettings,
  logger: Logger,
  migrationsList: MigrationList,
) {
  const { engine, explain } = await openSchemaEngine(session, settings);
  const input = { migrationsList, filters: { externalTables: [], externalEnums: [] } };
  try {
    const found = await engine.diagnoseMigrationHistory({ ...input, optInToShadowDatabase: false });
    const { failedMigrationNames, editedMigrationNames: edited, history } = found;
    if (failedMigrationNames[0]) throw await failedEarlier(failedMigrationNames[0], session);
    if (edited.length > 0) {
      const detail =
        'Changed after they were applied: the database has what they said before. Make a new migration instead.';
      logger.warn({ migrations: edited, detail }, 'migrations_edited');
    }
    if (history && 'unpersistedMigrationNames' in history) {
      const detail = 'The database has migrations that this version does not know: a newer version was here.';
      logger.warn({ migrations: history.unpersistedMigrationNames, detail }, 'database_newer');
    }
    const started = performance.now();
    const { appliedMigrationNames: migrations } = await engine.applyMigrations(input);
    const duration_ms = Math.round(performance.now() - started);
    if (migrations.length > 0) logger.info({ migrations, duration_ms }, 'migrations_applied');
    else logger.info({ migrations: migrationsList.migrationDirectories.length }, 'database_up_to_date');
  } catch (error) {
    throw error instanceof ProgramFailure ? error : explain(error, migrationsList);
  }
}

async function failedEarlier(migration: string, session: Session): Promise<ProgramFailure> {
  const { rows } = await session.query<{ logs: string | null }>(
    'SELECT logs FROM _prisma_migrations WHERE migration_name = $1 AND finished_at IS NULL AND rolled_back_at IS NULL',
    [migration],
  );
  // Around the server's words the engine keeps its own, and behind them a trace, whose lines begin with a number.
  const words = /^external connector error\nError querying the database: ERROR: /;
  const [reason] = rows[0]?.logs?.replace(words, '').split(/\n +0: /) ?? [];
  return failedMigration(migration, reason ?? 'it was stopped before its end');
}

function failedMigration(migration: string, reason: string): ProgramFailure {
  return new ProgramFailure(
    `Migration ${migration} failed: ${reason}\n` +
      `Correct it and run \`npx prisma migrate resolve --rolled-back ${migration}\`, ` +
      `or make its changes by hand and run it with --applied; then migrate again.`,
  );
}
