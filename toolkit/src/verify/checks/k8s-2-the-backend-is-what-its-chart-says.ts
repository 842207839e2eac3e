import type { Finding } from '../check.ts';
import { defineCheck } from '../check.ts';
import type { Chart } from '../cluster/chart.ts';
import type { Objects } from '../cluster/objects.ts';
import { named, settingsIn } from '../cluster/objects.ts';
import type { Row } from '../cluster/row.ts';
import { judgeKeys, judgeSizes, judgeWiring } from '../cluster/row.ts';
import { unless } from '../found.ts';
import type { Installed } from './k8s-1-the-frontend-is-what-its-chart-says.ts';
import { gatherInstalled, judgeChart, sawInstalled } from './k8s-1-the-frontend-is-what-its-chart-says.ts';

export const BACKEND: Row = {
  name: 'backend',
  replicas: 1,
  nodePort: 30_001,
  limits: { cpu: '1000m', memory: '1Gi' },
  liveness: [15, 10],
  readiness: [10, 5],
  config: 'backend-config',
  keys: [
    { secret: 'backend-secrets', variable: 'DATABASE_URL', key: 'database-url' },
    { secret: 'backend-secrets', variable: 'BETTER_AUTH_SECRET', key: 'auth-secret' },
    // Without them the settings of the config map hold, and the offline stand-in answers.
    { secret: 'backend-secrets', variable: 'BETTER_AUTH_URL', key: 'auth-url', mayBeMissing: true },
    { secret: 'backend-secrets', variable: 'OPENAI_API_KEY', key: 'openai-api-key', mayBeMissing: true },
  ],
};
const VALUES = [
  'replicaCount',
  'image.repository',
  'image.tag',
  'service.nodePort',
  'resources.limits',
  'env',
  'redis.url',
];
const MIGRATE = 'backend-migrate';
const REDIS_URL = 'redis://redis:6379';

export const theBackendIsWhatItsChartSays = defineCheck({
  id: 'K8S-2',
  title: 'The backend is what its chart says',
  runtimes: ['cluster'],
  looksInto: ['backend'],
  leavesOut: ({ noCharts }) =>
    noCharts === undefined ? [] : [`the figures of the chart for whoever sets nothing: ${noCharts}`],
  gather: (context) => gatherInstalled(context, BACKEND),
  judge: judgeBackend,
  saw: sawInstalled(BACKEND),
});

export function judgeBackend({ isOwnCopy, objects, keys, chart }: Installed): Finding[] {
  return [
    ...judgeWiring(BACKEND, objects),
    ...judgeKeys(isOwnCopy ? withAll(BACKEND) : BACKEND, keys),
    ...judgePrograms(objects),
    ...judgePods(objects),
    ...(isOwnCopy ? judgeSizes(BACKEND, objects) : []),
    ...(chart ? [...judgeChart(BACKEND, chart, VALUES), ...judgeBrought(chart)] : []),
  ];
}

const withAll = (row: Row): Row => ({ ...row, keys: row.keys.map((key) => ({ ...key, mayBeMissing: false })) });

/** The API, the worker and the migration are commands of one image. */
function judgePrograms({ deployments, jobs }: Objects): Finding[] {
  const api = named(deployments, 'backend')?.spec.template.spec.containers[0];
  const worker = named(deployments, 'backend-worker')?.spec;
  const program = worker?.template.spec.containers[0];
  const failed = jobs.filter(
    ({ metadata, status }) =>
      metadata.name.startsWith(MIGRATE) &&
      status.conditions.some(({ type, status: is }) => type === 'Failed' && is === 'True'),
  );
  return [
    ...unless(
      api?.args[0] === 'api',
      'The API is a command of the image.',
      'api',
      api?.args.join(' ') || 'none',
      'deployment/backend',
    ),
    ...unless(
      program?.args[0] === 'worker',
      'The worker is a command of the image.',
      'worker',
      program?.args.join(' ') || 'none',
      'deployment/backend-worker',
    ),
    ...unless(
      program?.image === api?.image,
      'API and worker are of one image.',
      api?.image ?? 'none',
      program?.image ?? 'none',
      'deployment/backend-worker',
    ),
    // One that has done its work is taken away after a while.
    ...unless(
      failed.length === 0,
      'The migration has not failed.',
      'a Job that has done its work',
      failed.map(({ metadata }) => metadata.name).join(', '),
    ),
  ];
}

/** The service finds its pods by the label: nothing else may have it. */
function judgePods({ pods, deployments }: Objects): Finding[] {
  const wrong = pods.filter(
    ({ metadata, spec }) => metadata.labels['app'] === 'backend' && spec.containers[0]?.args[0] !== 'api',
  );
  const label = named(deployments, 'backend-worker')?.spec.template.metadata.labels['app'];
  const migrations = pods.filter(({ metadata }) =>
    metadata.ownerReferences.some(({ name }) => name.startsWith(MIGRATE)),
  );
  const odd = migrations.find(({ metadata }) => metadata.labels['app'] !== MIGRATE);
  return [
    ...unless(
      wrong.length === 0,
      'Only pods of the API have app=backend.',
      'pods of the API',
      wrong.map(({ metadata }) => metadata.name).join(', '),
    ),
    ...unless(
      label === 'backend-worker',
      'The worker has a label of its own.',
      'app=backend-worker',
      `app=${label}`,
      'deployment/backend-worker',
    ),
    ...unless(
      odd === undefined,
      'The migration has a label of its own.',
      `app=${MIGRATE}`,
      `app=${odd?.metadata.labels['app']}`,
      `pod/${odd?.metadata.name}`,
    ),
  ];
}

function judgeBrought({ objects }: Chart): Finding[] {
  const where = 'helm/backend';
  const redisUrl = settingsIn(objects, BACKEND.config)['REDIS_URL'];
  const migrate = objects.jobs.find(({ metadata }) => metadata.name.startsWith(MIGRATE));
  const label = migrate?.spec.template.metadata.labels['app'];
  return [
    ...unless(
      named(objects.deployments, 'backend-worker') !== undefined,
      'The worker comes with the chart.',
      'deployment/backend-worker',
      'none',
      where,
    ),
    ...unless(
      label === MIGRATE,
      'The migration comes with the chart.',
      `a Job whose pods have app=${MIGRATE}`,
      migrate ? `app=${label}` : 'none',
      where,
    ),
    ...unless(
      redisUrl === REDIS_URL,
      'Votes go through Redis unless the value redis.url is empty.',
      REDIS_URL,
      redisUrl ?? 'none',
      where,
    ),
  ];
}
