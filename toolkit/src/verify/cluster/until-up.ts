import { setTimeout as pause } from 'node:timers/promises';
import { createColors } from 'picocolors';
import { KnownProblem } from '../../known-problem.ts';
import { renderLogLine } from '../../report/log-line.ts';
import { linesOf } from '../program.ts';
import type { ClusterApp } from './app.ts';
import type { Objects, Pod } from './objects.ts';
import { isReady, named } from './objects.ts';

const LIMIT_MS = 180_000;
const LOOK_EVERY_MS = 500;
const SHOWN_LINES = 15;
/** What does not mend by itself. */
const HOPELESS = /^(ErrImage|ImagePull|ImageInspect|InvalidImage|CreateContainer|RunContainer)/;
/** Parts may end a few times while what they need is not there. */
const RESTARTS = 3;

/**
 * Waits until all pods are ready and the migration, with the seed, is done.
 * @throws KnownProblem that says which pod has kept it from that, and why
 */
export async function untilUp(app: ClusterApp, stop: AbortSignal): Promise<void> {
  const late = performance.now() + LIMIT_MS;
  for (;;) {
    const objects = await app.objects();
    if (isUp(objects)) return;
    const trouble = troubleIn(objects.pods);
    if (trouble) throw await explain(app, trouble);
    if (performance.now() > late) throw await tooLate(app, objects);
    await pause(LOOK_EVERY_MS, undefined, { signal: stop });
  }
}

export function isUp({ deployments, statefulSets, pods, jobs }: Objects): boolean {
  const areReady = [...deployments, ...statefulSets].every(
    ({ metadata, spec }) =>
      pods.filter((pod) => pod.metadata.labels['app'] === metadata.name && isReady(pod)).length === spec.replicas,
  );
  const isDone = jobs.every(({ status }) =>
    status.conditions.some(({ type, status: is }) => type === 'Complete' && is === 'True'),
  );
  return areReady && isDone && deployments.length > 0 && jobs.length > 0;
}

interface Trouble {
  pod: Pod;
  how: string;
  hasSpoken: boolean;
}

/** The first pod that does not get well by itself. */
export function troubleIn(pods: readonly Pod[]): Trouble | undefined {
  for (const pod of pods) {
    for (const { state, lastState, restartCount } of pod.status.containerStatuses) {
      const { reason = '', message = '' } = state.waiting ?? {};
      if (HOPELESS.test(reason)) return { pod, how: `cannot start (${reason}): ${message}`, hasSpoken: false };
      const ending = state.terminated ?? lastState.terminated;
      if (ending && restartCount >= RESTARTS) {
        return { pod, how: `ends again and again, with exit code ${ending.exitCode}`, hasSpoken: true };
      }
      const isOfJob = pod.metadata.ownerReferences.some(({ kind }) => kind === 'Job');
      if (isOfJob && state.terminated?.exitCode === UNUSABLE_SETTINGS) {
        return { pod, how: `ended with exit code ${UNUSABLE_SETTINGS}`, hasSpoken: true };
      }
    }
  }
  return undefined;
}

const UNUSABLE_SETTINGS = 2;

async function explain(app: ClusterApp, { pod, how, hasSpoken }: Trouble): Promise<KnownProblem> {
  const { name } = pod.metadata;
  const said = hasSpoken ? linesOf((await app.kubectl(['logs', name, '--tail', String(SHOWN_LINES)])).out) : [];
  const lines = said.flatMap((line) => renderLogLine(line, createColors(false))).slice(-SHOWN_LINES);
  const quoted = lines.length === 0 ? '' : `\n${lines.map((line) => `    ${line}`).join('\n')}`;
  return new KnownProblem(`The pod ${name} ${how}.${quoted}`, 'Mend what it says and start again.');
}

/** The cluster tells in its events why a pod is not even made, or finds no place. */
async function tooLate(app: ClusterApp, { deployments, statefulSets, pods }: Objects): Promise<KnownProblem> {
  const unready = [...deployments, ...statefulSets].filter(
    ({ metadata, spec }) =>
      pods.filter((pod) => pod.metadata.labels['app'] === metadata.name && isReady(pod)).length < spec.replicas,
  );
  const path = '{range .items[*]}{.involvedObject.kind}/{.involvedObject.name}: {.message}{"\\n"}{end}';
  const { out } = await app.kubectl([
    'get',
    'events',
    '--field-selector',
    'type=Warning',
    '--output',
    `jsonpath=${path}`,
  ]);
  const events = [...new Set(linesOf(out))].slice(-SHOWN_LINES).map((line) => `    ${line}`);
  const names = unready.map(({ metadata }) => metadata.name).join(', ') || named(deployments, 'backend')?.metadata.name;
  return new KnownProblem(
    `Not ready after ${LIMIT_MS / 1000} s: ${names}.${events.length === 0 ? '' : ` The cluster says:\n${events.join('\n')}`}`,
    'Mend what it says and start again; with too little CPU or memory, remove something else first.',
  );
}
