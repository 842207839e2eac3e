import type { Finding } from '../check.ts';
import { defineCheck } from '../check.ts';
import type { Chart } from '../cluster/chart.ts';
import { chartOf, clusterOf } from '../cluster/cluster-of.ts';
import type { Objects } from '../cluster/objects.ts';
import { isReady, named } from '../cluster/objects.ts';
import { unless } from '../found.ts';

const SETS = ['postgres', 'redis'] as const;
const SECRET = 'data-secrets';
const KEY = 'postgres-password';
/** An acknowledged vote is on the disk, and is never pushed out by another. */
const KEEPS = ['--appendonly yes', '--appendfsync always', '--maxmemory-policy noeviction'];

export interface Data {
  objects: Objects;
  /** Of data-secrets. */
  keys: readonly string[] | undefined;
  chart: Chart | undefined;
}

export const theDataChartKeepsItsData = defineCheck({
  id: 'K8S-3',
  title: 'The data chart keeps its data',
  runtimes: ['cluster'],
  looksInto: ['postgres'],
  leavesOut: ({ hidden, noCharts }) => [
    ...(hidden.redis === undefined || hidden.postgres !== undefined ? [] : [`Redis: ${hidden.redis}`]),
    ...(noCharts === undefined ? [] : [`what the chart prints after an installation: ${noCharts}`]),
  ],

  async gather(context): Promise<Data> {
    const cluster = clusterOf(context);
    return {
      objects: await cluster.objects(),
      keys: await cluster.keysOf(SECRET),
      chart: await chartOf(context, 'data'),
    };
  },

  judge: judgeData,

  saw: ({ objects }) =>
    `${objects.statefulSets.map(({ metadata }) => metadata.name).join(', ')} with volumes of their own; ${SECRET} has the password`,
});

export function judgeData({ objects, keys, chart }: Data): Finding[] {
  return [
    ...judgeSets(objects, true),
    ...unless(
      keys?.includes(KEY) ?? false,
      `The password is in the secret ${SECRET}.`,
      KEY,
      keys ? keys.join(', ') : 'no such secret',
    ),
    ...(chart
      ? [...judgeSets(chart.objects, false), ...judgeNotes(chart)].map((finding) => ({
          ...finding,
          where: 'helm/data',
        }))
      : []),
  ];
}

function judgeSets(objects: Objects, isRunning: boolean): Finding[] {
  // An installation may have its Redis elsewhere.
  const names = isRunning ? SETS.filter((name) => named(objects.statefulSets, name)) : SETS;
  return names.flatMap((name) => {
    const set = named(objects.statefulSets, name);
    const claims = objects.claims.filter(({ metadata }) => metadata.name.endsWith(`-${name}-0`));
    const pod = named(objects.pods, `${name}-0`);
    return [
      ...unless(
        (set?.spec.volumeClaimTemplates.length ?? 0) > 0,
        `The data of ${name} is on a volume of its own.`,
        'a volumeClaimTemplate',
        'none',
      ),
      ...(isRunning
        ? [
            ...unless(
              claims.some(({ status }) => status.phase === 'Bound'),
              `The volume of ${name} is there.`,
              'a claim that is bound',
              claims.map(({ status }) => status.phase).join() || 'none',
            ),
            ...unless(
              pod !== undefined && isReady(pod),
              `${name} is ready.`,
              'a ready pod',
              pod?.status.phase ?? 'none',
            ),
          ]
        : []),
      ...(name === 'postgres' ? judgePassword(objects) : judgeRedis(objects)),
    ];
  });
}

function judgePassword({ statefulSets }: Objects): Finding[] {
  const [container] = named(statefulSets, 'postgres')?.spec.template.spec.containers ?? [];
  const from = container?.env.find(({ name }) => name === 'POSTGRES_PASSWORD')?.valueFrom?.secretKeyRef;
  const came = from ? `${from.name}, ${from.key}` : 'not from a secret';
  return unless(
    from?.name === SECRET && from.key === KEY,
    'PostgreSQL has its password from the secret.',
    `${SECRET}, ${KEY}`,
    came,
  );
}

function judgeRedis({ statefulSets }: Objects): Finding[] {
  const args = named(statefulSets, 'redis')?.spec.template.spec.containers[0]?.args.join(' ') ?? '';
  const missing = KEEPS.filter((words) => !args.includes(words));
  return unless(
    missing.length === 0,
    'Redis keeps what it has acknowledged.',
    missing.join(', '),
    args || 'nothing of the kind',
  );
}

function judgeNotes({ notes }: Chart): Finding[] {
  const says = ['create secret generic backend-secrets', 'database-url='].every((words) => notes.includes(words));
  return unless(
    says,
    "The chart prints the command that makes backend-secrets' database-url.",
    'kubectl create secret generic backend-secrets … database-url=…',
    'no such command',
  );
}
