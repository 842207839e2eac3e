import { PrismaPg } from '@prisma/adapter-pg';
import { Pool } from 'pg';
import { PrismaClient } from '../generated/prisma/client.ts';

export type Database = PrismaClient;

/** A pool of at most ten connections to PostgreSQL, opened when first needed. */
export function createDatabase(url: string): Database {
  const pool = new Pool({ connectionString: url, max: 10, connectionTimeoutMillis: 5_000, keepAlive: true });
  // On its way from the pool to a transaction a connection has no listener: its loss just then would end the process.
  pool.on('connect', (client) => client.on('error', () => {}));
  const adapter = new PrismaPg(pool, { disposeExternalPool: true });
  // The fuller formats put the arguments of a failed call, people's texts among them, into the error.
  return new PrismaClient({ adapter, errorFormat: 'minimal' });
}
