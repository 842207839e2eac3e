import { setTimeout as pause } from 'node:timers/promises';
import { putSigningKey } from '../copy/put-signing-key.ts';
import type { Copy, CopyPart, PartEnding } from '../copy.ts';
import { copyParts } from '../copy.ts';
import { toEnding } from '../exit-code.ts';
import { linesOf } from '../program.ts';
import { countedAmong, sql } from '../sql.ts';
import type { Target } from '../target.ts';
import { answersSoon } from './answers-soon.ts';
import type { ClusterApp } from './app.ts';
import { killPod } from './kill-pod.ts';
import type { Container, Objects, Pod } from './objects.ts';
import { isReady, named } from './objects.ts';
import { watchPods } from './watch-pods.ts';
import { selectorOf, workloadOf, workloads } from './workloads.ts';

const LOOK_EVERY_MS = 400;
const START_LIMIT_MS = 90_000;
/** A container that has ended twice is started again only after 10 s, and then after longer. */
const BACK_LIMIT_MS = 60_000;
/** Longer than any pod is given to end. */
const END_LIMIT_MS = 80_000;
const GONE_LIMIT_MS = 30_000;

interface Given {
  target: Target;
  /** As they were installed. */
  objects: Objects;
  secrets: readonly string[];
  /** The address of this machine at which pods reach it. */
  here: string | undefined;
  stop: AbortSignal;
  isForwarded: boolean;
}

/** The parts of a copy in a namespace of its own: they end as pods do, and killed ones are restarted by Kubernetes. */
export function createClusterCopy(app: ClusterApp, { target, objects, secrets, here, stop, isForwarded }: Given): Copy {
  /** Of a part that was killed, the pods that it had. */
  const state = new Map<CopyPart, 'ended' | Pod[]>();
  /** Parts that run with other variables than the usual ones. */
  const changed = new Set<CopyPart>();
  /** Of containers that are gone. */
  const earlier = new Map<CopyPart, string[]>();
  const addresses: Partial<Record<CopyPart, string>> = { frontend: target.frontendUrl, backend: target.backendUrl };

  const usual = (part: CopyPart) => {
    const workload = named([...objects.deployments, ...objects.statefulSets], workloads[part].name);
    if (!workload) throw new Error(`There is no ${part}.`);
    return { replicas: workload.spec.replicas, env: workload.spec.template.spec.containers[0]?.env ?? [] };
  };

  /** What containers write goes with them: it is read on until they end, and then kept. */
  function keepLines(part: CopyPart, pods: Pod[]): Promise<void> {
    const read = pods.map(async ({ metadata: { name } }) => {
      const { out } = await app.kubectl(['logs', name, '--container', workloads[part].container, '--follow']);
      return linesOf(out);
    });
    return Promise.all(read).then((lines) => {
      earlier.set(part, [...(earlier.get(part) ?? []), ...lines.flat()]);
    });
  }

  async function until(isDone: () => Promise<boolean>, limitMs: number): Promise<boolean> {
    const late = performance.now() + limitMs;
    while (performance.now() < late) {
      if (await isDone()) return true;
      await pause(LOOK_EVERY_MS, undefined, { signal: stop });
    }
    return isDone();
  }

  /** Ends pods by whatever `act` does, and hears how they have ended. */
  async function endPods(part: CopyPart, pods: Pod[], act: () => Promise<unknown>): Promise<PartEnding[] | undefined> {
    const watch = watchPods(
      app,
      selectorOf(part),
      pods.map(({ metadata }) => metadata.uid),
    );
    try {
      await watch.begun;
      const kept = keepLines(part, pods);
      await act();
      const endings = await watch.gone(END_LIMIT_MS);
      await kept;
      return endings;
    } finally {
      watch.end();
    }
  }

  async function terminate(part: CopyPart): Promise<PartEnding | undefined> {
    state.set(part, 'ended');
    const pods = await app.podsOf(part);
    const endings = await endPods(part, pods, () => app.ask(['scale', workloadOf(part), '--replicas=0']));
    return worstOf(endings);
  }

  async function kill(part: CopyPart): Promise<PartEnding> {
    const pods = (await app.podsOf(part)).filter(isReady);
    state.set(part, pods);
    const kept = keepLines(part, pods);
    for (const pod of pods) killPod(pod);
    await kept;
    return { code: null, signal: 'SIGKILL' };
  }

  /** Nobody helps: Kubernetes must do it. */
  async function comesBack(part: CopyPart, killed: Pod[]): Promise<PartEnding | undefined> {
    let now: Pod[] = [];
    const before = new Set(killed.flatMap(containersOf));
    const isBack = async () => {
      now = await app.podsOf(part);
      return (
        now.length >= killed.length &&
        now.every((pod) => isReady(pod) && !containersOf(pod).some((id) => before.has(id)))
      );
    };
    if (!(await until(isBack, BACK_LIMIT_MS))) return endingOf(now) ?? { code: null, signal: null };
    return isReached(part);
  }

  async function begin(part: CopyPart, variables: Record<string, string> | undefined): Promise<PartEnding | undefined> {
    const { replicas, env } = usual(part);
    await setUp(part, { replicas, ...((variables || changed.has(part)) && { env: withVariables(env, variables) }) });
    changed[variables ? 'add' : 'delete'](part);
    let now: Pod[] = [];
    const isDecided = async () => {
      now = await app.podsOf(part);
      return isAllReady(now, replicas) || endingOf(now) !== undefined;
    };
    await until(isDecided, START_LIMIT_MS);
    if (isAllReady(now, replicas)) return isReached(part);
    const ending = endingOf(now) ?? { code: null, signal: null };
    // Kubernetes starts a container that has ended anew at once: its reason may be in the log of before already.
    const said = [...(await app.lines(part, { ofEnded: true })), ...(await app.lines(part))];
    earlier.set(part, [...(earlier.get(part) ?? []), ...said]);
    state.set(part, 'ended');
    await setUp(part, { replicas: 0 });
    await until(async () => (await app.podsOf(part)).length === 0, GONE_LIMIT_MS);
    return ending;
  }

  /** One change of both, so that no pod comes up between. */
  async function setUp(part: CopyPart, { replicas, env }: { replicas: number; env?: Container['env'] }): Promise<void> {
    const patch = [
      { op: 'replace', path: '/spec/replicas', value: replicas },
      ...(env ? [{ op: 'add', path: '/spec/template/spec/containers/0/env', value: env }] : []),
    ];
    await app.ask(['patch', workloadOf(part), '--type', 'json', '--patch', JSON.stringify(patch)]);
  }

  /** Nodes hear a little later that a pod is ready. */
  async function isReached(part: CopyPart): Promise<undefined> {
    const url = addresses[part];
    if (url !== undefined) await answersSoon(url, stop);
    return undefined;
  }

  return {
    parts: copyParts.filter((part) => named([...objects.deployments, ...objects.statefulSets], workloads[part].name)),
    end: (part, signal) => (signal === 'SIGTERM' ? terminate(part) : kill(part)),
    start(part, variables) {
      const now = state.get(part);
      state.delete(part);
      return typeof now === 'object' && !variables ? comesBack(part, now) : begin(part, variables);
    },
    isRunning: (part) => !state.has(part),
    lines: async (part) => [...(earlier.get(part) ?? []), ...(await app.lines(part))],
    secrets,
    addSigningKey: () => putSigningKey((query) => sql(app, query)),
    countedOf: (streamIds) => countedAmong(app, streamIds),
    here: { listen: here ?? '127.0.0.1', name: here ?? '127.0.0.1' },
    isForwarded,
    async replace(part, count) {
      // One that is ending already may be gone before it is deleted.
      const pods = (await app.podsOf(part)).filter(isReady).slice(0, count);
      const names = pods.map(({ metadata }) => metadata.name);
      await endPods(part, pods, () => app.ask(['delete', 'pods', ...names, '--wait=false']));
      const { replicas } = usual(part);
      await until(async () => isAllReady(await app.podsOf(part), replicas), START_LIMIT_MS);
      await isReached(part);
    },
  };
}

const containersOf = ({ status }: Pod) => status.containerStatuses.map(({ containerID }) => containerID);

const isAllReady = (pods: Pod[], replicas: number) => pods.length === replicas && pods.every(isReady);

/** How a container has ended that was to run on. */
function endingOf(pods: Pod[]): PartEnding | undefined {
  const states = pods.flatMap(({ status }) => status.containerStatuses);
  const ended = states.map(({ state, lastState }) => state.terminated ?? lastState.terminated).find(Boolean);
  return ended && toEnding(ended.exitCode);
}

/** One that had to be killed after all counts most, and then one that failed. */
function worstOf(endings: PartEnding[] | undefined): PartEnding | undefined {
  if (!endings || endings.length === 0 || endings.some(({ signal }) => signal === 'SIGKILL')) return undefined;
  return endings.find(({ code }) => code !== 0) ?? endings[0];
}

/** Variables in the place of those of the same name, wherever these come from. */
function withVariables(env: Container['env'], variables: Record<string, string> = {}): Container['env'] {
  const given = Object.entries(variables).map(([name, value]) => ({ name, value }));
  return [...env.filter(({ name }) => !(name in variables)), ...given];
}
