import { randomUUID } from 'node:crypto';
import { accessSync, chmodSync, constants, mkdtempSync, readdirSync, rmSync, statfsSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { withClient } from './with-client.ts';
import { freePort } from '../system/ports.ts';
import { processInfo, signal } from '../system/processes.ts';
import { postgresAccount } from './account.ts';
import type { Cluster } from './cluster.ts';
import { clusterState, copyCluster, createCluster } from './cluster.ts';
import { runningServer } from './left-over-server.ts';
import { findPrograms } from './programs.ts';
import type { PostgresServer } from './server.ts';
import { startServer } from './server.ts';

/** A PostgreSQL server of its own for the tests of one file. */
export interface TestPostgres {
  /** Creates an empty database, also where one of that name was, and gives its URL. Without a name: a new one. */
  url(database?: string): Promise<string>;
  stop(): Promise<void>;
  /** SIGKILL, as a crash: what was committed must be there after `restart`. */
  kill(): void;
  /** Starts it again on the same port with the same data; stops it before that if it runs. */
  restart(): Promise<void>;
}

const NAME = 'evenkeel-test-postgres-';
const USER = 'test';
const PASSWORD = 'test';

// Nobody switches the machine off under a test, so nothing has to reach the disk; a killed process loses nothing by it.
const SETTINGS = { fsync: 'off', full_page_writes: 'off', max_connections: '200', max_wal_size: '64MB' };

/**
 * Starts a real PostgreSQL on a free port, with its data in a temporary folder.
 * The first call on a machine makes a template with initdb; all others copy that.
 */
export async function startTestPostgres(): Promise<TestPostgres> {
  removeOrphans();
  const folder = mkdtempSync(join(temporaryFolder(), `${NAME}${process.pid}-`));
  chmodSync(folder, 0o755);
  const programs = findPrograms(process.cwd());
  const dataFolder = join(folder, 'data');
  const cluster: Cluster = { programs, dataFolder, account: postgresAccount(dataFolder) };
  await copyCluster(cluster, await template(cluster));

  let server: PostgresServer = await startOnFreePort(cluster);
  const { port } = server;
  const killWithTests = () => process.kill(server.pid, 'SIGKILL');
  process.once('exit', killWithTests);

  const query = (sql: string) =>
    withClient({ host: '127.0.0.1', port, user: USER, password: PASSWORD, database: 'postgres' }, (client) =>
      client.query(sql),
    );

  return {
    url: async (database = `test_${randomUUID().slice(0, 8)}`) => {
      const name = `"${database.replaceAll('"', '""')}"`;
      await query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
      await query(`CREATE DATABASE ${name}`);
      return `postgresql://${USER}:${PASSWORD}@127.0.0.1:${port}/${encodeURIComponent(database)}`;
    },
    stop: async () => {
      process.off('exit', killWithTests);
      await server.stop('SIGINT');
      rmSync(folder, { recursive: true, force: true });
    },
    kill: () => void server.stop('SIGKILL'),
    restart: async () => {
      await server.stop('SIGINT');
      server = await startAgain(cluster, port);
    },
  };
}

/** What test runs have left that were killed: their servers, and the memory that their data take. */
function removeOrphans(): void {
  for (const entry of readdirSync(temporaryFolder())) {
    const pid = new RegExp(`^${NAME}(\\d+)-`).exec(entry)?.[1];
    if (pid === undefined || processInfo(Number(pid))) continue;
    const folder = join(temporaryFolder(), entry);
    const server = runningServer(join(folder, 'data'));
    if (server) signal(server.pid, 'SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  }
}

/** For a test's files: memory where there is enough of it. An empty database is 300 files, which a slow disk takes half a second to create. */
export function temporaryFolder(): string {
  const memory = '/dev/shm';
  try {
    accessSync(memory, constants.W_OK);
    const { bavail, bsize } = statfsSync(memory);
    return bavail * bsize > 1024 ** 3 ? memory : tmpdir();
  } catch {
    return tmpdir();
  }
}

/** The data folder that copies are made of: one for each version and user of the machine. */
async function template(cluster: Cluster): Promise<string> {
  const { programs, account } = cluster;
  const uid = account?.uid ?? process.getuid?.();
  const folder = join(temporaryFolder(), `evenkeel-test-template-${programs.major}-${uid}`);
  const known = statSync(folder, { throwIfNoEntry: false });
  // The temporary folder is everybody's: only what this user made is trusted.
  if (known?.uid === uid && clusterState(folder).kind === 'made') return folder;
  await createCluster({ ...cluster, dataFolder: folder }, USER, PASSWORD).catch((error: NodeJS.ErrnoException) => {
    // Another test file was quicker with the same.
    if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
  });
  return folder;
}

async function startOnFreePort(cluster: Cluster, attempts = 5): Promise<PostgresServer> {
  try {
    return await startServer(cluster, { port: await freePort(), settings: SETTINGS });
  } catch (error) {
    // Between finding the port and using it, somebody else may have taken it.
    if (attempts === 1 || !(error instanceof Error && error.message.includes('port'))) throw error;
    return startOnFreePort(cluster, attempts - 1);
  }
}

/** After SIGKILL the server's children need a moment to notice; until then the shared memory counts as in use. */
async function startAgain(cluster: Cluster, port: number, attempts = 50): Promise<PostgresServer> {
  try {
    return await startServer(cluster, { port, settings: SETTINGS });
  } catch (error) {
    if (attempts === 1) throw error;
    await pause(50);
    return startAgain(cluster, port, attempts - 1);
  }
}
