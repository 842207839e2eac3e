import {
  connectionFailure,
  DatabaseError,
  openSession,
  escapeIdentifier,
  type ConnectionSettings,
  type Session,
} from '../../backend/src/platform/postgres-connection.ts';

/**
 * Runs `work` in a session of its own and ends it.
 * @param about what a failure names, where that is another database than the session's
 * @throws {Error} as `connectionFailure` gives it
 */
export async function withSession<T>(
  settings: ConnectionSettings,
  work: (session: Session) => Promise<T>,
  about = settings,
) {
  const session = openSession(settings);
  try {
    return await work(session);
  } catch (error) {
    throw connectionFailure(error, about);
  } finally {
    await session.end();
  }
}

/** Succeeds when the database answers. */
export async function canConnectToDatabase(settings: ConnectionSettings) {
  await withSession(settings, (session) => session.query('SELECT 1'));
  return 'Connection successful';
}

/** Makes the database and, in it, the schema that the URL names. */
export async function createDatabase(settings: ConnectionSettings) {
  const maintenance = await maintenanceDatabase(settings);
  const create = `CREATE DATABASE ${escapeIdentifier(settings.database)}`;
  await withSession(maintenance, (session) => session.query(create), settings);
  const schema = `CREATE SCHEMA IF NOT EXISTS ${escapeIdentifier(settings.schema)}`;
  await withSession(settings, (session) => session.query(schema));
  return `Database '${settings.database}' was successfully created.`;
}

/** Drops the database. Fails while anyone is connected to it. */
export async function dropDatabase(settings: ConnectionSettings) {
  const maintenance = await maintenanceDatabase(settings);
  const drop = `DROP DATABASE ${escapeIdentifier(settings.database)}`;
  await withSession(maintenance, (session) => session.query(drop), settings);
  return 'The database was successfully dropped.';
}

/** `postgres` is nearly everywhere, `template1` always, `defaultdb` is what DigitalOcean has instead. */
const MAINTENANCE_DATABASES = ['postgres', 'template1', 'defaultdb'];

/** Another database of the same server: one cannot be made or dropped from inside. */
async function maintenanceDatabase(settings: ConnectionSettings): Promise<ConnectionSettings> {
  for (const database of MAINTENANCE_DATABASES) {
    const candidate = { ...settings, database, schema: 'public' };
    try {
      await canConnectToDatabase(candidate);
      return candidate;
    } catch (error) {
      if (!(error instanceof DatabaseError && ['P1003', 'P1010'].includes(error.code))) throw error;
    }
  }
  const tried = MAINTENANCE_DATABASES.join(', ');
  throw new DatabaseError(
    'P3000',
    `Failed to create database: none of ${tried} lets \`${settings.user}\` in to do it.`,
  );
}
