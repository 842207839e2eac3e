import { randomUUID } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { KnownProblem } from '../../known-problem.ts';
import { endLeftOvers } from '../../native/left-overs.ts';
import type { Plan, World } from '../../native/plan.ts';
import { defaultDataFolder, makePlan } from '../../native/plan.ts';
import type { Project } from '../../native/read-config.ts';
import type { RunRecord } from '../../native/run-file.ts';
import { claim } from '../../native/run-file.ts';
import type { Secrets } from '../../native/secrets.ts';
import { ensureSecrets } from '../../native/secrets.ts';
import type { Cluster } from '../../postgres/cluster.ts';
import { endServer, runningServer } from '../../postgres/left-over-server.ts';
import { placeCluster } from '../../postgres/location.ts';
import { findPrograms } from '../../postgres/programs.ts';
import { isPortFree } from '../../system/ports.ts';
import { processInfo } from '../../system/processes.ts';

const PLACES = 9;
const OFFSETS = { first: 1_000, step: 10, last: 30_000 };

/** A data folder and ports that nobody else has. */
export interface Place {
  plan: Plan & { secrets: Secrets };
  record: RunRecord;
  dataFolder: string;
  cluster: Cluster;
}

type Given = Pick<World, 'processEnvironment' | 'dotEnv'>;

/**
 * Takes `.evenkeel/verify`, or verify-2 and so on where another run has it. The names are the same each time, so that
 * a run clears away what one that was killed has left, and pages that were compiled need not be compiled again.
 * @throws KnownProblem
 */
export async function takePlace(project: Project, given: Given): Promise<Place> {
  const { root, native } = project;
  const { folder: dataFolder, record } = await claimFolder(join(defaultDataFolder(root), 'verify'));
  const secrets = ensureSecrets(dataFolder, native.secrets);
  const plan = await findPorts((portOffset) => makePlan(native, { root, dataFolder, portOffset, secrets, ...given }));
  record.addresses = plan.addresses;
  const cluster = await placeCluster(root, dataFolder, findPrograms(root));
  const left = runningServer(cluster.dataFolder);
  if (left) await endServer(left);
  rmSync(cluster.dataFolder, { recursive: true, force: true, maxRetries: 10 });
  return { plan: { ...plan, secrets }, record, dataFolder, cluster };
}

/**
 * Takes a folder for this run, or one beside it where another run has it; processes of a run that was killed end.
 * @throws KnownProblem
 */
export async function claimFolder(wanted: string): Promise<{ folder: string; record: RunRecord }> {
  const record = newRecord();
  for (let place = 1; place <= PLACES; place++) {
    const folder = place === 1 ? wanted : `${wanted}-${place}`;
    mkdirSync(folder, { recursive: true });
    const taken = claim(folder, record);
    if (!taken.held) continue;
    if (taken.earlier) await endLeftOvers(taken.earlier);
    return { folder, record };
  }
  throw new KnownProblem(`${PLACES} copies that verify has started run already.`, 'Wait until one of them has ended.');
}

async function findPorts(planAt: (portOffset: number) => Plan): Promise<Plan> {
  for (let offset = OFFSETS.first; offset <= OFFSETS.last; offset += OFFSETS.step) {
    const plan = planAt(offset);
    const ports = [plan.postgres.port, ...plan.services.flatMap(({ port }) => port ?? [])];
    const free = await Promise.all(ports.map(isPortFree));
    if (free.every(Boolean)) return plan;
  }
  throw new KnownProblem('There are no free ports for a copy of the app.', 'End some programs that listen on ports.');
}

function newRecord(): RunRecord {
  return {
    kind: 'up',
    holder: { pid: process.pid, startedAt: processInfo(process.pid)?.startedAt ?? '' },
    run: randomUUID(),
    addresses: {},
    processes: [],
  };
}
