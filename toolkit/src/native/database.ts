import { readdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { withClient } from '../postgres/with-client.ts';
import { KnownProblem } from '../known-problem.ts';
import type { Cluster } from '../postgres/cluster.ts';
import { clusterState, createCluster } from '../postgres/cluster.ts';
import type { PostgresServer } from '../postgres/server.ts';
import { startServer } from '../postgres/server.ts';
import { errorCode } from '../system/files.ts';
import type { Plan } from './plan.ts';

export interface Database {
  server: PostgresServer;
  /** PostgreSQL's own folder; not always below the data folder (see location.ts). */
  folder: string;
  /** Differs for a database that was dropped and made again. */
  id: string;
}

export interface DatabaseOptions {
  cluster: Cluster;
  postgres: Plan['postgres'];
  note: (message: string) => void;
  onLine?: (line: string) => void;
}

/**
 * Starts the project's embedded PostgreSQL, with its cluster and its database made where they are missing.
 * The caller holds the data folder (see run-file.ts) and has ended a server that was left there.
 * @throws KnownProblem
 */
export async function startDatabase(options: DatabaseOptions): Promise<Database> {
  const { cluster, postgres, note } = options;
  const { dataFolder: folder, programs } = cluster;
  removeWorkFolders(folder);
  const state = clusterState(folder);
  if (state.kind === 'made' && state.major !== programs.major) {
    throw new KnownProblem(
      `The data in ${folder} are of PostgreSQL ${state.major}; the programs here are PostgreSQL ${programs.major} and cannot read them.`,
      `Start with --fresh to delete them, or move them away: mv '${folder}' '${folder}-${state.major}'`,
    );
  }
  if (state.kind === 'unfinished') {
    const aside = `${folder}.unfinished`;
    rmSync(aside, { recursive: true, force: true });
    renameSync(folder, aside);
    note(`The data in ${folder} were never finished; they were set aside as ${aside} and are made anew.`);
  }
  if (state.kind !== 'made') await createCluster(cluster, postgres.user, postgres.password);

  const server = await startServer(cluster, {
    port: postgres.port,
    ...(options.onLine && { onLine: options.onLine }),
  });
  try {
    return { server, folder, id: await ensureDatabase(postgres, folder) };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

/** What an interrupted initdb has left beside its goal. */
function removeWorkFolders(folder: string): void {
  for (const name of readdirSync(dirname(folder)).filter((entry) => entry.startsWith('postgres-new-'))) {
    rmSync(join(dirname(folder), name), { recursive: true, force: true, maxRetries: 5 });
  }
}

async function ensureDatabase({ user, password, port, database }: Plan['postgres'], folder: string): Promise<string> {
  try {
    return await withClient({ host: '127.0.0.1', port, user, password, database: 'postgres' }, async (client) => {
      const find = () => client.query<{ oid: number }>('SELECT oid FROM pg_database WHERE datname = $1', [database]);
      let { rows } = await find();
      if (rows.length === 0) {
        await client.query(`CREATE DATABASE ${client.escapeIdentifier(database)}`);
        ({ rows } = await find());
      }
      return String(rows[0]?.oid);
    });
  } catch (error) {
    if (errorCode(error) !== '28P01') throw error;
    throw new KnownProblem(
      `The database in ${folder} has another password than POSTGRES_PASSWORD in secrets.json.`,
      'Put the old secrets.json back, or start with --fresh for a new database.',
    );
  }
}
