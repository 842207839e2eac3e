import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import type { Socket } from 'node:net';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { processEnvironment, readDotEnv } from '../environment.ts';
import type { Database } from '../native/database.ts';
import { startDatabase } from '../native/database.ts';
import { endLeftOvers } from '../native/left-overs.ts';
import { makePlan } from '../native/plan.ts';
import { readProject } from '../native/read-config.ts';
import type { RunRecord } from '../native/run-file.ts';
import { claim, release, update } from '../native/run-file.ts';
import { ensureSecrets } from '../native/secrets.ts';
import { endServer, runningServer } from '../postgres/left-over-server.ts';
import { placeCluster } from '../postgres/location.ts';
import { findPrograms } from '../postgres/programs.ts';
import { problemOf } from '../problem-text.ts';
import { processInfo } from '../system/processes.ts';
import { freePort } from '../system/ports.ts';
import type { KeeperMessage } from './keeper-message.ts';

// Keeps the embedded database up while `prisma` commands run: `node keeper.ts ROOT DATA`. It is a process of its own
// because a command that is killed cannot stop what it has started. Each command holds a connection to it; when the
// last one is gone, for whatever reason, it stops the database and ends.

const [root = '', dataFolder = ''] = process.argv.slice(2);
/** A second command that follows at once finds the database still up. */
const LINGER_MS = 200;
const FIRST_LEASE_MS = 3000;

function tell(message: KeeperMessage): void {
  if (process.connected) process.send?.(message);
}

try {
  await keep();
} catch (error) {
  const { message, next } = problemOf(error);
  tell({ kind: 'problem', message, next });
}
if (process.connected) process.disconnect();

async function keep(): Promise<void> {
  const { native } = readProject(root);
  const programs = findPrograms(root);
  mkdirSync(dataFolder, { recursive: true });
  const record: RunRecord = {
    kind: 'prisma',
    holder: { pid: process.pid, startedAt: processInfo(process.pid)?.startedAt ?? '' },
    run: randomUUID(),
    addresses: {},
    processes: [],
  };
  const taken = claim(dataFolder, record);
  if (!taken.held) return tell({ kind: 'settled' });
  let database: Database | undefined;
  try {
    if (taken.earlier) await endLeftOvers(taken.earlier);
    const cluster = await placeCluster(root, dataFolder, programs);
    const left = runningServer(cluster.dataFolder);
    if (left) await endServer(left);
    const secrets = ensureSecrets(dataFolder, native.secrets);
    const world = { root, dataFolder, secrets, processEnvironment: processEnvironment(), dotEnv: readDotEnv(root) };
    const port = await freePort();
    const { postgres } = makePlan(native, { ...world, portOffset: port - native.postgres.port });
    const note = (text: string) => tell({ kind: 'note', text });
    database = await startDatabase({ cluster, postgres, note });
    await lend({ ...record, databasePort: port }, database);
  } finally {
    await database?.server.stop();
    release(dataFolder);
  }
}

/** Until nobody holds a connection any more, the database ends by itself, or SIGTERM comes. */
async function lend(record: RunRecord, { server }: Database): Promise<void> {
  const leases = new Set<Socket>();
  let hadOne = false;
  const door = createServer((lease) => {
    hadOne = true;
    leases.add(lease);
    lease
      .on('close', () => leases.delete(lease))
      .on('error', () => undefined)
      .resume();
  });
  await once(door.listen(0, '127.0.0.1'), 'listening');
  const address = door.address();
  update(dataFolder, { ...record, leasePort: typeof address === 'object' && address ? address.port : 0 });
  tell({ kind: 'settled' });

  const over = new AbortController();
  const end = () => over.abort();
  process.on('SIGTERM', end);
  void server.ended.then(end);
  const began = performance.now();
  let idleSince = began;
  while (!over.signal.aborted) {
    await pause(50);
    if (leases.size > 0) idleSince = performance.now();
    if (performance.now() - idleSince > (hadOne ? LINGER_MS : FIRST_LEASE_MS)) {
      // Whoever comes now is refused and looks again; whoever came in before is still served.
      door.close();
      if (leases.size === 0) end();
    }
  }
  door.close();
  for (const lease of leases) lease.destroy();
}
