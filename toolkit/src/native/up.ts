import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { relative } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { processEnvironment, readDotEnv } from '../environment.ts';
import { KnownProblem } from '../known-problem.ts';
import type { Cluster } from '../postgres/cluster.ts';
import { endServer, runningServer } from '../postgres/left-over-server.ts';
import { accountNote, placeCluster } from '../postgres/location.ts';
import { findPrograms } from '../postgres/programs.ts';
import { processInfo } from '../system/processes.ts';
import { startDatabase } from './database.ts';
import type { Tell } from './events.ts';
import { endLeftOvers } from './left-overs.ts';
import type { Plan } from './plan.ts';
import { makePlan } from './plan.ts';
import { checkPorts } from './port-problem.ts';
import type { Project } from './read-config.ts';
import type { RunRecord } from './run-file.ts';
import { claim, release, update } from './run-file.ts';
import { ensureSecrets } from './secrets.ts';
import { supervise } from './supervisor.ts';

export interface UpOptions {
  project: Project;
  dataFolder: string;
  portOffset: number;
  fresh: boolean;
  tell: Tell;
  /** Aborted with the reason ("Ctrl-C", "SIGTERM", …) when everything is to stop. */
  stop: AbortSignal;
  /** Aborted when it is to stop at once. */
  stopNow: AbortSignal;
}

/** How long a start waits for a `prisma` command that has the database. */
const PRISMA_PATIENCE_MS = 15_000;

/**
 * Runs the whole app until it is told to stop or a part of it fails; then nothing of it is left.
 * @throws KnownProblem
 */
export async function up(options: UpOptions): Promise<void> {
  const { project, dataFolder, tell, stop } = options;
  const began = performance.now();
  const programs = findPrograms(project.root);
  mkdirSync(dataFolder, { recursive: true });
  const plan = makePlan(project.native, {
    root: project.root,
    dataFolder,
    portOffset: options.portOffset,
    secrets: ensureSecrets(dataFolder, project.native.secrets),
    processEnvironment: processEnvironment(),
    dotEnv: readDotEnv(project.root),
  });
  for (const { name, from } of plan.unused) {
    tell({
      type: 'note',
      message: `${name} of ${from === '.env' ? 'the file .env' : 'your environment'} is not used: this runtime has its own.`,
    });
  }
  checkFolders(plan);

  const record = await claimFolder(dataFolder, plan, tell);
  try {
    const cluster = await placeCluster(project.root, dataFolder, programs);
    const note = accountNote(cluster, project.root);
    if (note !== undefined) tell({ type: 'note', message: note });
    await clearUp(cluster, options);
    await checkPorts(plan);
    if (!stop.aborted) await run(options, { plan, record, cluster, began });
  } finally {
    release(dataFolder);
  }
}

async function clearUp(cluster: Cluster, { tell, fresh }: UpOptions): Promise<void> {
  const { dataFolder } = cluster;
  const left = runningServer(dataFolder);
  if (left) {
    await endServer(left);
    tell({ type: 'note', message: `Ended PostgreSQL (process ${left.pid}), which an earlier run had left.` });
  }
  if (!fresh) return;
  for (const folder of [dataFolder, `${dataFolder}.unfinished`]) rmSync(folder, { recursive: true, force: true });
}

interface Prepared {
  plan: Plan;
  record: RunRecord;
  cluster: Cluster;
  /** When the command was given, on the clock of performance.now(). */
  began: number;
}

async function run(options: UpOptions, { plan, record, cluster, began }: Prepared): Promise<void> {
  const { dataFolder, tell, stop, stopNow } = options;
  const supervisor = supervise({
    plan,
    run: record.run,
    tell,
    startDatabase: async () => {
      const database = await startDatabase({
        cluster,
        postgres: plan.postgres,
        note: (message) => tell({ type: 'note', message }),
        onLine: (line) => tell({ type: 'log', part: 'postgres', line }),
      });
      record.databasePort = plan.postgres.port;
      update(dataFolder, record);
      return database;
    },
    onStart: (processes) => {
      record.processes = processes.map(({ pid, startedAt }) => ({ pid, startedAt }));
      update(dataFolder, record);
    },
  });
  const stopAsked = whenAborted(stop);
  stopNow.addEventListener('abort', () => supervisor.kill());
  // However this process ends, as long as it is not by SIGKILL.
  process.once('exit', () => supervisor.kill());
  let reason = 'a part has failed';
  try {
    const outcome = await Promise.race([supervisor.start().then(() => 'ready' as const), stopAsked]);
    if (outcome === 'ready') {
      const { demo, addresses, postgres } = plan;
      const database = { host: '127.0.0.1', port: postgres.port, name: postgres.database };
      const data = relative(process.cwd(), cluster.dataFolder);
      tell({ type: 'ready', seconds: (performance.now() - began) / 1000, addresses, database, demo, data });
      await Promise.race([supervisor.failure, stopAsked]);
    }
    reason = String(stop.reason);
  } catch (error) {
    // What fails because everything is being stopped is no failure.
    if (!stop.aborted) throw error;
  } finally {
    tell({ type: 'stopping', reason });
    await supervisor.stop();
    await endLeftOvers(record);
  }
}

async function claimFolder(dataFolder: string, plan: Plan, tell: Tell): Promise<RunRecord> {
  const record: RunRecord = {
    kind: 'up',
    holder: { pid: process.pid, startedAt: processInfo(process.pid)?.startedAt ?? '' },
    run: randomUUID(),
    addresses: plan.addresses,
    processes: [],
  };
  const until = performance.now() + PRISMA_PATIENCE_MS;
  for (let tries = 0; ; tries++) {
    const taken = claim(dataFolder, record);
    if (taken.held) {
      const left = taken.earlier ? await endLeftOvers(taken.earlier) : [];
      if (left.length > 0) {
        tell({ type: 'note', message: `Ended ${left.length} processes that an earlier run had left.` });
      }
      return record;
    }
    if (taken.by.kind === 'up' || performance.now() > until) throw inUse(taken.by, dataFolder);
    if (tries === 10) {
      tell({
        type: 'note',
        message: `Waiting for a prisma command that uses the database (process ${taken.by.holder.pid}).`,
      });
    }
    await pause(100);
  }
}

function inUse({ kind, holder, addresses }: RunRecord, dataFolder: string): KnownProblem {
  const list = Object.entries(addresses).map(([name, url]) => `\n  ${name} ${url}`);
  return kind === 'up'
    ? new KnownProblem(
        `It is up already (process ${holder.pid}, data in ${dataFolder}):${list.join('')}`,
        `Use that one, or stop it: kill ${holder.pid}. A second one beside it: evenkeel up --data .evenkeel-2 --port-offset 100`,
      )
    : new KnownProblem(
        `A prisma command uses the database in ${dataFolder} (its keeper is process ${holder.pid}).`,
        'Start again when it has ended.',
      );
}

function checkFolders({ steps, services }: Plan): void {
  for (const { name, folder } of [...steps, ...services]) {
    if (existsSync(folder)) continue;
    throw new KnownProblem(
      `${name} is to run in ${folder}, which is not there.`,
      'Correct its working_dir in evenkeel.yaml.',
    );
  }
}

function whenAborted(signal: AbortSignal): Promise<'stop'> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve('stop');
    signal.addEventListener('abort', () => resolve('stop'));
  });
}
