import { rmSync } from 'node:fs';
import { crash } from './crash.ts';
import type { Database } from './database.ts';
import type { PartState, Tell } from './events.ts';
import { answersWell, waitUntilHealthy } from './health.ts';
import { isDone, writeDown } from './once.ts';
import type { PartProcess } from './part-process.ts';
import { startPart } from './part-process.ts';
import type { Plan, Service, Step } from './plan.ts';

export interface Supervisor {
  /** Starts everything in the order of its dependencies; rejects when a part fails. */
  start(): Promise<void>;
  /** Never resolves; rejects when a part ends that should not. */
  failure: Promise<never>;
  /** Stops everything, users before what they use. */
  stop(): Promise<void>;
  kill(): void;
}

interface Options {
  plan: Plan;
  run: string;
  tell: Tell;
  startDatabase: () => Promise<Database>;
  /** Called after each start, with all processes that run. */
  onStart: (processes: PartProcess[]) => void;
}

/** Runs the parts of a plan: everything that does not wait for another starts at once. */
export function supervise({ plan, run, tell, startDatabase, onStart }: Options): Supervisor {
  const began = performance.now();
  const parts = new Map<string, Step | Service>([...plan.steps, ...plan.services].map((part) => [part.name, part]));
  const running = new Map<string, PartProcess>();
  const unwanted = new AbortController();
  let database: Database | undefined;

  const report = (part: string, state: PartState) =>
    tell({ type: 'progress', part, state, seconds: (performance.now() - began) / 1000 });
  const { promise: failure, reject: fail } = deferred();

  const begun = new Map<string, Promise<void>>();
  const begin = (name: string): Promise<void> => {
    const earlier = begun.get(name);
    if (earlier) return earlier;
    const part = parts.get(name);
    const now = part ? beginPart(part) : beginDatabase();
    begun.set(name, now);
    return now;
  };

  async function beginDatabase() {
    report('postgres', 'starting');
    database = await startDatabase();
    const { server, folder } = database;
    void server.ended.then((ending) => {
      if (!unwanted.signal.aborted) fail(crash({ name: 'postgres', folder }, ending, server.lastLines));
    });
    report('postgres', 'healthy');
  }

  async function beginPart(part: Step | Service) {
    const isStep = 'sources' in part;
    const needed = isStep && part.onceKey !== undefined ? [...part.after, 'postgres'] : part.after;
    if (needed.length > 0) report(part.name, 'waiting');
    await Promise.all(needed.map(begin));
    if (unwanted.signal.aborted) return;
    if (isStep && isDone(part, database)) return report(part.name, 'skipped');
    if (!isStep && 'heartbeat' in part.health) rmSync(part.health.heartbeat, { force: true });
    report(part.name, 'starting');
    const started = startPart(part, run, (line) => tell({ type: 'log', part: part.name, line }));
    running.set(part.name, started);
    onStart([...running.values()]);
    await (isStep ? completeStep(part, started) : awaitService(part, started));
  }

  async function completeStep(step: Step, started: PartProcess) {
    const ending = await started.ended;
    running.delete(step.name);
    if (unwanted.signal.aborted) return;
    if (ending.code !== 0) throw crash(step, ending, started.lastLines);
    writeDown(step, database);
    report(step.name, 'completed');
  }

  async function awaitService(service: Service, started: PartProcess) {
    const over = new AbortController();
    void started.ended.then((ending) => {
      over.abort();
      if (!unwanted.signal.aborted) fail(crash(service, ending, started.lastLines));
    });
    const healthy = await waitUntilHealthy(service, AbortSignal.any([unwanted.signal, over.signal]));
    if (unwanted.signal.aborted || over.signal.aborted) return;
    if (!healthy) throw crash(service, { waitedMs: service.startLimitMs, health: service.health }, started.lastLines);
    report(service.name, 'healthy');
    if (service.warmUpUrl !== undefined) void answersWell(service.warmUpUrl);
  }

  const stopped = new Map<string, Promise<void>>();
  const stop = (name: string): Promise<void> => {
    const earlier = stopped.get(name);
    if (earlier) return earlier;
    const users = [...parts.values()].filter((part) => part.after.includes(name));
    const now = Promise.all(users.map((user) => stop(user.name))).then(() => stopOne(name));
    stopped.set(name, now);
    return now;
  };

  async function stopOne(name: string) {
    const part = parts.get(name);
    const limitMs = part && 'stopLimitMs' in part ? part.stopLimitMs : 10_000;
    // A database that is just being started is stopped when it is there.
    if (name === 'postgres') await begun.get(name)?.catch(() => undefined);
    const found = running.get(name);
    await found?.stop(limitMs);
    running.delete(name);
    if (name === 'postgres') {
      await database?.server.stop();
      database = undefined;
    }
    if (found || name === 'postgres') report(name, 'stopped');
  }

  return {
    failure,
    start: async () => {
      await Promise.race([Promise.all(['postgres', ...parts.keys()].map(begin)), failure]);
    },
    stop: async () => {
      unwanted.abort();
      await Promise.all(['postgres', ...parts.keys()].map(stop));
    },
    kill: () => {
      for (const part of running.values()) part.kill();
      void database?.server.stop('SIGQUIT');
    },
  };
}

function deferred() {
  let reject: (error: Error) => void = () => undefined;
  const promise = new Promise<never>((_resolve, no) => {
    reject = no;
  });
  // It is waited for later; until then a failure is not an unhandled one.
  promise.catch(() => undefined);
  return { promise, reject };
}
