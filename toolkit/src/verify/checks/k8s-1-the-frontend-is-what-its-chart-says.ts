import type { CheckContext, Finding } from '../check.ts';
import { defineCheck } from '../check.ts';
import type { Chart } from '../cluster/chart.ts';
import { chartOf, clusterOf } from '../cluster/cluster-of.ts';
import type { Objects } from '../cluster/objects.ts';
import { named, settingsIn } from '../cluster/objects.ts';
import type { Row } from '../cluster/row.ts';
import { judgeFigures, judgeKeys, judgeSizes, judgeWiring } from '../cluster/row.ts';
import { unless } from '../found.ts';

export const FRONTEND: Row = {
  name: 'frontend',
  replicas: 2,
  nodePort: 30_000,
  limits: { cpu: '500m', memory: '512Mi' },
  liveness: [10, 10],
  readiness: [5, 5],
  config: 'frontend-config',
  keys: [{ secret: 'frontend-secrets', variable: 'BETTER_AUTH_SECRET', key: 'auth-secret' }],
};
const BACKEND_URL = 'http://localhost:30001';
const VALUES = ['replicaCount', 'image.repository', 'image.tag', 'service.nodePort', 'resources.limits', 'env'];

export interface Installed {
  isOwnCopy: boolean;
  objects: Objects;
  keys: ReadonlyMap<string, readonly string[] | undefined>;
  /** For whoever sets nothing; undefined: it could not be looked at. */
  chart: Chart | undefined;
}

export const theFrontendIsWhatItsChartSays = defineCheck({
  id: 'K8S-1',
  title: 'The frontend is what its chart says',
  runtimes: ['cluster'],
  looksInto: ['frontend'],
  leavesOut: ({ noCharts }) =>
    noCharts === undefined ? [] : [`the figures of the chart for whoever sets nothing: ${noCharts}`],
  gather: (context) => gatherInstalled(context, FRONTEND),
  judge: judgeFrontend,
  saw: sawInstalled(FRONTEND),
});

export async function gatherInstalled(context: CheckContext, { name, keys }: Row): Promise<Installed> {
  const cluster = clusterOf(context);
  const secrets = [...new Set(keys.map(({ secret }) => secret))];
  const known = secrets.map(async (secret) => [secret, await cluster.keysOf(secret)] as const);
  return {
    isOwnCopy: context.isOwnCopy,
    objects: await cluster.objects(),
    keys: new Map(await Promise.all(known)),
    chart: await chartOf(context, name),
  };
}

export function judgeFrontend({ isOwnCopy, objects, keys, chart }: Installed): Finding[] {
  const told = chart && settingsIn(chart.objects, FRONTEND.config)['NEXT_PUBLIC_BACKEND_URL'];
  return [
    ...judgeWiring(FRONTEND, objects),
    ...judgeKeys(FRONTEND, keys),
    ...(isOwnCopy ? judgeSizes(FRONTEND, objects) : []),
    ...(chart ? judgeChart(FRONTEND, chart, VALUES) : []),
    ...(chart
      ? unless(
          told === BACKEND_URL,
          'The pages find the backend at its NodePort.',
          BACKEND_URL,
          told ?? 'none',
          'helm/frontend',
        )
      : []),
  ];
}

/** A chart for whoever sets nothing: there all figures of the row hold. */
export function judgeChart(
  row: Row,
  { name, version, appVersion, values, objects }: Chart,
  paths: string[],
): Finding[] {
  const missing = paths.filter(
    (path) => path.split('.').reduce((at: unknown, key) => Object(at)[key], values) === undefined,
  );
  const image = named(objects.deployments, row.name)?.spec.template.spec.containers[0]?.image;
  return [
    ...judgeWiring(row, objects, false),
    ...judgeSizes(row, objects),
    ...judgeFigures(row, objects),
    ...unless(
      version === '1.0.0' && appVersion === 'phase4',
      `The chart ${name} has its version.`,
      '1.0.0 of phase4',
      `${version} of ${appVersion}`,
    ),
    ...unless(
      image === `todo-${name}:phase4`,
      `The chart ${name} takes its image.`,
      `todo-${name}:phase4`,
      image ?? 'none',
    ),
    ...unless(
      missing.length === 0,
      `The chart ${name} has the values of the row.`,
      missing.join(', '),
      'no such values',
    ),
  ].map((finding) => ({ ...finding, where: `helm/${name}` }));
}

export function sawInstalled({ name }: Row) {
  return ({ objects, chart }: Installed): string => {
    const service = named(objects.services, name)?.spec;
    const replicas = objects.pods.filter(({ metadata }) => metadata.labels['app'] === name).length;
    const port = service?.ports[0]?.nodePort;
    const rendered = chart ? `; the chart ${name} ${chart.version} for whoever sets nothing` : '';
    return `${replicas} pods, service ${service?.type}${port === undefined ? '' : ` ${port}`}, config map, secret, limits, probes${rendered}`;
  };
}
