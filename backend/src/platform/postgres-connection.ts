import { Client, DatabaseError as ServerError, escapeIdentifier, Pool, type ClientBase, type PoolConfig } from 'pg';

export { escapeIdentifier };
export type Session = Pool;

/** How to reach one database, as its URL says it. `schema` is Prisma's `?schema=`, `public` unless given. */
export type ConnectionSettings = PoolConfig & { host: string; port: number; database: string; schema: string };

/** A failure that Prisma has a code for (https://pris.ly/d/error-reference). The message never holds a password. */
export class DatabaseError extends Error {
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'DatabaseError';
    this.code = code;
  }
}

/** Prisma's own default; without a limit a host that drops packets is waited for for minutes. */
const CONNECT_TIMEOUT_S = 5;

const invalidUrl = (reason: string) =>
  new DatabaseError('P1013', `The provided database string is invalid: ${reason}.`);

/**
 * Reads a postgresql:// URL as the driver does, so that migrations and the app agree on sslmode and the rest.
 * @throws {DatabaseError} P1013 for what is no such URL
 */
export function connectionSettings(url: string): ConnectionSettings {
  if (!/^postgres(ql)?:/.test(url)) throw invalidUrl('it must begin with postgresql://');
  // A parser's own error may quote the URL, password and all.
  if (!URL.canParse(url)) throw invalidUrl('it is no URL; in a password write special characters as %XX, @ as %40');
  const { pathname, searchParams } = new URL(url);
  if (pathname.length < 2) throw invalidUrl('it names no database: postgresql://user:password@host:5432/database');
  const parameters = Object.fromEntries(searchParams);
  try {
    const { host, port, user, password, ssl } = new Client({ connectionString: url });
    return {
      ...parameters,
      host,
      port,
      user,
      password: password ?? '',
      ssl,
      // The driver leaves %2F, %3F, %23 and their like undecoded in this one part.
      database: decodeURIComponent(pathname.slice(1)),
      schema: parameters['schema'] ?? 'public',
      fallback_application_name: 'prisma-migrate',
      connectionTimeoutMillis: Number(parameters['connect_timeout'] ?? CONNECT_TIMEOUT_S) * 1000,
    };
  } catch (error) {
    throw invalidUrl(error instanceof Error ? error.message : 'the driver cannot read it');
  }
}

/**
 * A single session, opened when first used: advisory locks and settings hold as long as the pool does.
 * A script finds unqualified names in the URL's schema, whatever the role's own search_path is.
 */
export function openSession(settings: ConnectionSettings): Session {
  const onConnect = (client: ClientBase) => client.query(`SET search_path TO ${escapeIdentifier(settings.schema)}`);
  // oxlint-disable-next-line typescript/no-misused-promises -- the pool waits for it, its types do not say so
  const pool = new Pool({ ...settings, max: 1, idleTimeoutMillis: 0, onConnect });
  // A session that the server ends while it is idle is told by the next query; unheard, the event would end the process.
  pool.on('error', () => {});
  return pool;
}

const UNREACHABLE = /ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|ENOENT|timeout/;
const CLOSED = /ECONNRESET|EPIPE|Connection terminated|not queryable/;

/** Says what a failed connection means, with Prisma's code for it; what has no code there comes back as it is. */
export function connectionFailure(error: unknown, settings: ConnectionSettings): Error {
  if (!(error instanceof Error)) return new Error(String(error));
  if (error instanceof DatabaseError) return error;
  const { host, port, user, database } = settings;
  const server = `${host.includes(':') ? `[${host}]` : host}:${port}`;
  const { message } = error;
  const code = 'code' in error ? String(error.code) : '';
  const as = (prismaCode: string, text: string) => new DatabaseError(prismaCode, text, { cause: error });
  if (error instanceof ServerError) {
    const meaning: Record<string, [code: string, text: string]> = {
      '28P01': ['P1000', `Authentication failed at \`${server}\`: the password of \`${user}\` is not valid.`],
      '28000': ['P1010', `User \`${user}\` was denied access on the database \`${database}\`: ${message}`],
      '42501': ['P1010', `User \`${user}\` was denied access on the database \`${database}\`: ${message}`],
      '3D000': ['P1003', `Database \`${database}\` does not exist at \`${server}\`. Create it or correct its name.`],
      '42P04': ['P1009', `Database \`${database}\` already exists at \`${server}\`.`],
      '53300': ['P2037', `Too many database connections opened at \`${server}\`: ${message}`],
      '57P01': ['P1017', `Server has closed the connection: ${message}`],
      '57P03': ['P1002', `The database server at \`${server}\` was reached but is not ready: ${message}`],
    };
    const known = meaning[code];
    return known ? as(...known) : error;
  }
  const told = `${code} ${message}`;
  if (told.includes('SASL')) return as('P1000', `Authentication failed at \`${server}\`: ${message}`);
  if (UNREACHABLE.test(told)) {
    return as('P1001', `Can't reach database server at \`${server}\`. Please make sure that it is running there.`);
  }
  if (CLOSED.test(told)) return as('P1017', 'Server has closed the connection.');
  if (/certificate|SSL|TLS/.test(told)) {
    const advice = 'See `sslmode` and `sslrootcert` of the database URL.';
    return as('P1011', `Error opening a TLS connection to \`${server}\`: ${message}. ${advice}`);
  }
  return error;
}
