import type { Finding } from '../check.ts';
import { defineCheck } from '../check.ts';
import type { Chart } from '../cluster/chart.ts';
import { charts } from '../cluster/chart.ts';
import { chartOf, clusterOf } from '../cluster/cluster-of.ts';
import type { Container, Objects, Pod } from '../cluster/objects.ts';
import { isReady, quantity } from '../cluster/objects.ts';
import { unless } from '../found.ts';

const GIB = 1024 ** 3;
const LIMITS = { cpu: 1.2, memory: 1.8 * GIB };
const START_LIMIT_S = 120;

export interface Fit {
  isOwnCopy: boolean;
  objects: Objects;
  charts: Chart[];
}

export const everythingFitsASmallCluster = defineCheck({
  id: 'K8S-5',
  title: 'Everything fits a small cluster, and runs',
  runtimes: ['cluster'],
  looksInto: ['frontend'],
  turn: 'first',
  leavesOut: ({ noCharts, isOwnCopy }) => [
    ...(noCharts === undefined ? [] : [`what the charts ask for: ${noCharts}`]),
    ...(isOwnCopy ? [] : ['that all pods run within two minutes: --start']),
  ],

  async gather(context): Promise<Fit> {
    const rendered = await Promise.all(charts.map((name) => chartOf(context, name)));
    return {
      isOwnCopy: context.isOwnCopy,
      objects: await clusterOf(context).objects(),
      charts: rendered.filter((chart) => chart !== undefined),
    };
  },

  judge: judgeFit,

  saw({ isOwnCopy, objects, charts: rendered }) {
    const { cpu, memory } = requestsOf(rendered.map((chart) => chart.objects));
    const asks =
      rendered.length > 0 ? `the charts ask for ${cpu.toFixed(2)} CPU and ${(memory / GIB).toFixed(2)} GiB; ` : '';
    const slowest = Math.max(...lasting(objects).map(secondsToReady));
    return `${asks}${lasting(objects).length} pods are ready${isOwnCopy ? `, the last after ${slowest} s` : ''}`;
  },
});

export function judgeFit({ isOwnCopy, objects, charts: rendered }: Fit): Finding[] {
  const { cpu, memory } = requestsOf(rendered.map((chart) => chart.objects));
  const unready = lasting(objects).filter((pod) => !isReady(pod));
  const late = lasting(objects).filter((pod) => isReady(pod) && secondsToReady(pod) > START_LIMIT_S);
  const names = (pods: Pod[]) => pods.map(({ metadata }) => metadata.name).join(', ');
  return [
    ...unless(
      cpu <= LIMITS.cpu,
      'The charts together ask for little CPU.',
      `${LIMITS.cpu} or less`,
      cpu.toFixed(2),
      'helm',
    ),
    ...unless(
      memory <= LIMITS.memory,
      'The charts together ask for little memory.',
      '1.8 GiB or less',
      `${(memory / GIB).toFixed(2)} GiB`,
      'helm',
    ),
    ...unless(unready.length === 0, 'All pods are ready.', 'ready', `not ready: ${names(unready)}`),
    ...(isOwnCopy
      ? unless(
          late.length === 0,
          'All pods run in less than two minutes.',
          `${START_LIMIT_S} s`,
          `later: ${names(late)}`,
        )
      : []),
  ];
}

/** Pods that go on: those of a Job end. */
function lasting({ pods }: Objects): Pod[] {
  return pods.filter(
    ({ metadata }) =>
      metadata.labels['app.kubernetes.io/part-of'] === 'evenkeel' &&
      metadata.deletionTimestamp == null &&
      metadata.ownerReferences.some(({ kind }) => kind === 'ReplicaSet' || kind === 'StatefulSet'),
  );
}

function secondsToReady({ metadata, status }: Pod): number {
  const ready = status.conditions.find(({ type }) => type === 'Ready')?.lastTransitionTime ?? '';
  return (Date.parse(ready) - Date.parse(metadata.creationTimestamp ?? '')) / 1000;
}

/** The largest sum that is asked for at one time: with the Jobs, which run beside the rest. */
export function requestsOf(all: readonly Objects[]): { cpu: number; memory: number } {
  const asked = all.flatMap(({ deployments, statefulSets, jobs }) => [
    ...[...deployments, ...statefulSets].map(({ spec }) => ({
      copies: spec.replicas,
      containers: spec.template.spec.containers,
    })),
    ...jobs.map(({ spec }) => ({ copies: 1, containers: spec.template.spec.containers })),
  ]);
  const sum = (amount: 'cpu' | 'memory') =>
    asked.reduce((total, { copies, containers }) => total + copies * sumOf(containers, amount), 0);
  return { cpu: sum('cpu'), memory: sum('memory') };
}

/** What is not asked for is at least what is allowed. */
const sumOf = (containers: Container[], amount: string) =>
  containers.reduce(
    (total, { resources }) => total + quantity(resources.requests[amount] ?? resources.limits[amount]),
    0,
  );
