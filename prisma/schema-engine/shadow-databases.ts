import { randomUUID } from 'node:crypto';
import {
  connectionSettings,
  DatabaseError,
  openSession,
  escapeIdentifier,
  type ConnectionSettings,
  type Session,
} from '../../backend/src/platform/postgres-connection.ts';
import type { ShadowDatabase } from '../../backend/src/platform/schema-engine.ts';
import { withSession } from './databases.ts';

const PREFIX = 'prisma_migrate_shadow_db_';
/** Nobody replays migrations for that long: an older one is what a killed run left behind. */
const LEFT_OVER_AFTER_MS = 10 * 60_000;

export type ShadowDatabases = {
  open: () => Promise<ShadowDatabase>;
  /** Drops what is open, for an end in the middle of a command. */
  dropAll: () => Promise<void>;
};

/** The databases in which the engine replays migrations: one made for each use and dropped after it, on the main one's server. */
export function ownShadowDatabases(main: ConnectionSettings): ShadowDatabases {
  const open = new Map<string, Promise<unknown>>();

  // Sessions of its own: the main one may be in the middle of a statement when a signal asks for this.
  const drop = async (database: string) => {
    await open.get(database)?.catch(() => {});
    const statement = `DROP DATABASE IF EXISTS ${escapeIdentifier(database)} WITH (FORCE)`;
    await withSession(main, (session) => session.query(statement));
    open.delete(database);
  };

  return {
    open: async () => {
      const database = `${PREFIX}${Date.now()}_${randomUUID().slice(0, 8)}`;
      const created = withSession(main, async (session) => {
        await dropLeftOvers(session);
        await session.query(`CREATE DATABASE ${escapeIdentifier(database)}`);
      });
      open.set(database, created);
      await created.catch((error: unknown) => {
        open.delete(database);
        throw creationFailure(error);
      });
      const session = openSession({ ...main, database });
      const dispose = async () => {
        await session.end();
        await drop(database);
      };
      return { session, dispose };
    },
    dropAll: async () => {
      await Promise.all([...open.keys()].map(drop));
    },
  };
}

/** One database that the person gave for it (`datasource.shadowDatabaseUrl`), emptied before each use. */
export function givenShadowDatabase(url: string, main: ConnectionSettings): ShadowDatabases {
  const settings = connectionSettings(url);
  if (settings.host === main.host && settings.port === main.port && settings.database === main.database) {
    throw new Error(
      'The shadow database you configured is the main database, and a shadow database is emptied. ' +
        'Give another one in `datasource.shadowDatabaseUrl` of prisma.config.ts.',
    );
  }
  return {
    open: async () => {
      await withSession(settings, (session) => empty(session, settings.schema));
      const session = openSession(settings);
      return { session, dispose: () => session.end() };
    },
    dropAll: async () => {},
  };
}

async function empty(session: Session, schema: string) {
  const { rows } = await session.query<{ name: string }>(
    "SELECT nspname AS name FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'",
  );
  for (const { name } of rows) await session.query(`DROP SCHEMA ${escapeIdentifier(name)} CASCADE`);
  for (const name of new Set(['public', schema])) await session.query(`CREATE SCHEMA ${escapeIdentifier(name)}`);
}

/** One that is in use or another's cannot be dropped and stays. */
async function dropLeftOvers(session: Session) {
  const { rows } = await session.query<{ name: string }>(
    `SELECT datname AS name FROM pg_database WHERE datname ~ '^${PREFIX}\\d{13}_'`,
  );
  const leftOver = rows.filter(
    ({ name }) => Number(name.slice(PREFIX.length).split('_')[0]) < Date.now() - LEFT_OVER_AFTER_MS,
  );
  for (const { name } of leftOver) await session.query(`DROP DATABASE ${escapeIdentifier(name)}`).catch(() => {});
}

function creationFailure(error: unknown): DatabaseError {
  const original = error instanceof DatabaseError ? `Error code: ${error.code}\n\n${error.message}` : String(error);
  return new DatabaseError(
    'P3014',
    'Prisma Migrate could not create the shadow database. Please make sure the database user has permission to create databases, ' +
      'or give an empty database in `datasource.shadowDatabaseUrl` of prisma.config.ts. ' +
      `Read more about the shadow database (and workarounds) at https://pris.ly/d/migrate-shadow\n\nOriginal error: ${original}`,
    { cause: error },
  );
}
