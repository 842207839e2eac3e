import { rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { processEnvironment, readDotEnv } from '../../environment.ts';
import { KnownProblem } from '../../known-problem.ts';
import type { Database } from '../../native/database.ts';
import { startDatabase } from '../../native/database.ts';
import { crash } from '../../native/crash.ts';
import { waitUntilHealthy } from '../../native/health.ts';
import { endLeftOvers } from '../../native/left-overs.ts';
import { isDone, writeDown } from '../../native/once.ts';
import type { PartProcess } from '../../native/part-process.ts';
import { startPart } from '../../native/part-process.ts';
import type { Service, Step } from '../../native/plan.ts';
import type { Project } from '../../native/read-config.ts';
import { release, update } from '../../native/run-file.ts';
import type { Cluster } from '../../postgres/cluster.ts';
import type { Copy, CopyPart, PartEnding } from '../copy.ts';
import { copyParts } from '../copy.ts';
import { countedVotes } from './counted-votes.ts';
import { putSigningKeyInto } from './put-signing-key.ts';
import { runCluster } from './run-cluster.ts';
import { takePlace } from './take-place.ts';

export interface StartedCopy extends Copy {
  frontendUrl: string;
  backendUrl: string;
  /** Ends everything and deletes its data. */
  remove(): Promise<void>;
}

/** A model in the cloud would cost money and say something else each time. */
const withoutModel = { OPENAI_API_KEY: undefined, OPENAI_BASE_URL: undefined, OPENAI_MODEL: undefined };

/** What a copy takes over from this machine. */
export const environmentOf = (project: Project) => ({
  processEnvironment: { ...processEnvironment(), ...withoutModel },
  dotEnv: { ...readDotEnv(project.root), ...withoutModel },
});

/**
 * Starts the app as `evenkeel up` does, with data and ports of its own; unlike that, its parts may end and start again.
 * @param stop ends the start, and everything with it
 * @throws KnownProblem
 */
export async function startCopy(project: Project, stop: AbortSignal): Promise<StartedCopy> {
  const { plan, record, dataFolder, cluster } = await takePlace(project, environmentOf(project));
  const running = new Map<string, PartProcess>();
  const lines = new Map<string, string[]>();
  const collect = (part: string) => (line: string) => {
    lines.set(part, [...(lines.get(part) ?? []), line]);
  };
  const postgres = runCluster(() =>
    startDatabase({ cluster, postgres: plan.postgres, note: collect('postgres'), onLine: collect('postgres') }),
  );
  const killAll = () => {
    for (const part of running.values()) part.kill();
    postgres.kill();
  };
  process.once('exit', killAll);

  async function remove(): Promise<void> {
    // What they would still write goes with the copy.
    await Promise.all([...running.values()].map((part) => part.stop(0)));
    await postgres.end('SIGKILL');
    await endLeftOvers(record);
    process.off('exit', killAll);
    release(dataFolder);
    deleteData(dataFolder, cluster);
  }

  function begin(part: Step | Service, variables: Record<string, string> = {}): PartProcess {
    if ('health' in part && 'heartbeat' in part.health) rmSync(part.health.heartbeat, { force: true });
    const process_ = startPart(
      { ...part, environment: { ...part.environment, ...variables } },
      record.run,
      collect(part.name),
    );
    running.set(part.name, process_);
    record.processes = [...running.values()].map(({ pid, startedAt }) => ({ pid, startedAt }));
    update(dataFolder, record);
    void process_.ended.then(() => running.get(part.name) === process_ && running.delete(part.name));
    return process_;
  }

  /** @returns how it ended where it did not become well */
  async function beginService(service: Service, variables?: Record<string, string>) {
    const started = begin(service, variables);
    const over = new AbortController();
    const ended = started.ended.then((ending) => {
      over.abort();
      return ending;
    });
    const isHealthy = await waitUntilHealthy(service, AbortSignal.any([stop, over.signal]));
    stop.throwIfAborted();
    if (over.signal.aborted) return ended;
    if (isHealthy) return undefined;
    await started.stop(STOP_LIMIT_MS);
    return ended;
  }

  async function runStep(step: Step, database: Database): Promise<void> {
    if (isDone(step, database)) return;
    const started = begin(step);
    const ending = await started.ended;
    stop.throwIfAborted();
    if (ending.code !== 0) throw crash(step, ending, started.lastLines);
    writeDown(step, database);
  }

  async function startAll(): Promise<void> {
    const begun = new Map<string, Promise<void>>();
    const known = [...plan.steps, ...plan.services];
    const database = postgres.start();
    const once = (name: string): Promise<void> => {
      const part = known.find((each) => each.name === name);
      const now = begun.get(name) ?? (part ? startOne(part) : database.then(() => undefined));
      begun.set(name, now);
      return now;
    };
    const startOne = async (part: Step | Service): Promise<void> => {
      const needed = 'sources' in part && part.onceKey !== undefined ? [...part.after, 'postgres'] : part.after;
      await Promise.all(needed.map(once));
      stop.throwIfAborted();
      if ('sources' in part) return runStep(part, await database);
      const ending = await beginService(part);
      if (ending) throw crash(part, ending, lines.get(part.name)?.slice(-20) ?? []);
    };
    await Promise.all([database, ...known.map(({ name }) => once(name))]);
  }

  const serviceOf = (part: CopyPart) => {
    const service = plan.services.find(({ name }) => name === part);
    if (!service) throw new Error(`There is no service ${part}.`);
    return service;
  };

  try {
    await startAll();
    const { frontend: frontendUrl, backend: backendUrl } = plan.addresses;
    if (!frontendUrl || !backendUrl) throw needsBoth();
    return {
      frontendUrl,
      backendUrl,
      remove,
      parts: copyParts.filter((part) => part === 'postgres' || plan.services.some(({ name }) => name === part)),
      secrets: Object.values(plan.secrets).filter(Boolean),
      lines: (part) => Promise.resolve(lines.get(part) ?? []),
      isRunning: (part) => (part === 'postgres' ? postgres.isRunning() : running.has(part)),
      addSigningKey: () => putSigningKeyInto(plan.postgres),
      countedOf: (streamIds) => countedVotes(plan.postgres, streamIds),
      here: { listen: '127.0.0.1', name: '127.0.0.1' },
      async start(part, variables) {
        if (part === 'postgres') await postgres.start();
        const ending = part === 'postgres' ? undefined : await beginService(serviceOf(part), variables);
        return ending && { code: ending.code, signal: ending.signal };
      },
      async end(part, signal): Promise<PartEnding | undefined> {
        if (part === 'postgres') return postgres.end(signal);
        const started = running.get(part);
        if (!started) return { code: null, signal: null };
        const limit = signal === 'SIGKILL' ? 0 : serviceOf(part).stopLimitMs;
        const late = performance.now() + limit;
        if (signal === 'SIGKILL') started.kill();
        await started.stop(limit);
        const ending = await started.ended;
        return signal === 'SIGTERM' && performance.now() > late
          ? undefined
          : { code: ending.code, signal: ending.signal };
      },
    };
  } catch (error) {
    killAll();
    await remove();
    throw error;
  }
}

const STOP_LIMIT_MS = 5_000;

/** Deletes what a copy has kept. */
export function deleteData(dataFolder: string, cluster: Cluster): void {
  const options = { recursive: true, force: true, maxRetries: 10 };
  rmSync(dataFolder, options);
  // Of root the database may lie elsewhere, in a folder of this data folder alone.
  if (!cluster.dataFolder.startsWith(dataFolder)) rmSync(dirname(cluster.dataFolder), options);
}

function needsBoth(): KnownProblem {
  return new KnownProblem(
    'evenkeel.yaml has no services named frontend and backend with a port each.',
    'Name the two services so: the checks talk to them.',
    2,
  );
}
