import { expect, test } from 'vitest';
import type { Finding } from '../check.ts';
import { FRONTEND, judgeFrontend } from '../checks/k8s-1-the-frontend-is-what-its-chart-says.ts';
import { BACKEND, judgeBackend } from '../checks/k8s-2-the-backend-is-what-its-chart-says.ts';
import { judgeData } from '../checks/k8s-3-the-data-chart-keeps-its-data.ts';
import { judgeUpgrades } from '../checks/k8s-4-a-bad-upgrade-stands-still.ts';
import { judgeFit } from '../checks/k8s-5-everything-fits-a-small-cluster.ts';
import { judgeReached } from '../checks/k8s-6-the-frontend-reaches-the-backend-by-name.ts';
import { judgeDeleted } from '../checks/k8s-7-deleted-pods-lose-nothing.ts';
import { judgeEnforced } from '../checks/k8s-8-pods-meet-the-restricted-standard.ts';
import type { Exchange } from '../exchange.ts';
import type { Chart, ChartName } from './chart.ts';
import type { Row } from './row.ts';
import type { Objects } from './objects.ts';
import { named, readObjects } from './objects.ts';

const PART_OF = { 'app.kubernetes.io/part-of': 'evenkeel' };
const ready = [{ type: 'Ready', status: 'True', lastTransitionTime: '2026-01-01T00:00:30Z' }];
const fromSecret = (name: string, secret: string, key: string) => ({
  name,
  valueFrom: { secretKeyRef: { name: secret, key } },
});

/** What of one program is in the cluster: its workload and its pods. */
function program(kind: string, name: string, more: { replicas: number; container: object; spec?: object }) {
  const { replicas, container, spec } = more;
  const containers = [{ name, image: 'x', ...container }];
  const template = { metadata: { labels: { app: name } }, spec: { containers } };
  const owner = kind === 'StatefulSet' ? kind : 'ReplicaSet';
  const pods = Array.from({ length: replicas }, (_, number) => ({
    kind: 'Pod',
    metadata: {
      name: `${name}-${number}`,
      labels: { app: name, ...PART_OF },
      creationTimestamp: '2026-01-01T00:00:00Z',
      ownerReferences: [{ kind: owner, name }],
    },
    spec: { containers },
    status: { phase: 'Running', conditions: structuredClone(ready) },
  }));
  return [{ kind, metadata: { name }, spec: { replicas, template, ...spec } }, ...pods];
}

function web({ name, replicas, nodePort, limits, liveness, readiness, config, keys }: Row, args: string[]) {
  const probe = (path: string, [initialDelaySeconds, periodSeconds]: readonly [number, number]) => ({
    httpGet: { path },
    initialDelaySeconds,
    periodSeconds,
  });
  const container = {
    image: `todo-${name}:phase4`,
    args,
    env: keys.map(({ variable, secret, key }) => fromSecret(variable, secret, key)),
    envFrom: [{ configMapRef: { name: config } }],
    resources: { limits, requests: { cpu: '100m', memory: '128Mi' } },
    livenessProbe: probe('/livez', liveness),
    readinessProbe: probe('/api/health', readiness),
  };
  const data = { NEXT_PUBLIC_BACKEND_URL: 'http://localhost:30001', REDIS_URL: 'redis://redis:6379' };
  return [
    ...program('Deployment', name, { replicas, container }),
    {
      kind: 'Service',
      metadata: { name },
      spec: { type: 'NodePort', selector: { app: name }, ports: [{ port: 80, nodePort }] },
    },
    { kind: 'ConfigMap', metadata: { name: config }, data },
  ];
}

const requests = { requests: { cpu: '50m', memory: '128Mi' } };
const job = {
  kind: 'Job',
  metadata: { name: 'backend-migrate-1' },
  spec: {
    template: {
      metadata: { labels: { app: 'backend-migrate' } },
      spec: { containers: [{ name: 'migrate', image: 'x', resources: requests }] },
    },
  },
  status: { conditions: [{ type: 'Complete', status: 'True' }] },
};
const worker = { image: 'todo-backend:phase4', args: ['worker'], resources: requests };
const claims = [{ metadata: { name: 'data' } }];
const postgres = { env: [fromSecret('POSTGRES_PASSWORD', 'data-secrets', 'postgres-password')], resources: requests };
const redis = {
  args: 'redis-server --appendonly yes --appendfsync always --maxmemory-policy noeviction'.split(' '),
  resources: requests,
};
const sets = () => [
  ...program('StatefulSet', 'postgres', {
    replicas: 1,
    container: postgres,
    spec: { volumeClaimTemplates: claims },
  }),
  ...program('StatefulSet', 'redis', { replicas: 1, container: redis, spec: { volumeClaimTemplates: claims } }),
];
const backend = () => [
  ...web(BACKEND, ['api']),
  ...program('Deployment', 'backend-worker', { replicas: 1, container: worker }),
  job,
];

const chart = (name: ChartName, objects: unknown[]): Chart => ({
  name,
  version: '1.0.0',
  appVersion: 'phase4',
  values: {
    replicaCount: 1,
    image: { repository: 'x', tag: 'y' },
    service: { nodePort: 1 },
    resources: { limits: {} },
    env: {},
    redis: { url: '' },
  },
  objects: readObjects(structuredClone(objects)),
  notes: 'kubectl create secret generic backend-secrets --from-literal=database-url=…',
});

const answer = (status: number): Exchange => ({
  request: { method: 'GET', url: 'http://localhost:31000/', headers: {}, body: undefined, isChunked: false },
  answer: { status, headers: {}, body: '' },
  failure: undefined,
  durationMs: 5,
});
const command = (line: string) => ({ line, code: 0 as number | null, said: '' });

/** All that is seen of a copy that is as it must be. */
function facts() {
  const all = [...web(FRONTEND, []), ...backend(), ...sets()];
  const bound = ['postgres', 'redis'].map((name) => ({
    kind: 'PersistentVolumeClaim',
    metadata: { name: `data-${name}-0` },
    status: { phase: 'Bound' },
  }));
  return {
    isOwnCopy: true,
    objects: readObjects(structuredClone([...all, ...bound])),
    keys: new Map<string, string[] | undefined>([
      ['frontend-secrets', ['auth-secret']],
      ['backend-secrets', ['auth-secret', 'auth-url', 'database-url', 'openai-api-key']],
      ['data-secrets', ['postgres-password']],
    ]),
    frontend: chart('frontend', web(FRONTEND, [])),
    backend: chart('backend', backend()),
    data: chart('data', sets()),
    checked: [command('helm lint --strict')],
    upgrades: [
      {
        what: 'a setting that nobody knows',
        release: 'backend' as const,
        shows: 'BAD_VAR',
        upgraded: command('helm upgrade backend'),
        said: 'CrashLoopBackOff {"detail":"BAD_VAR is no variable of this program"}',
        oldReady: 1,
        oldWanted: 1,
        answers: [answer(200)],
        history: ['1 superseded', '2 deployed'],
        rolledBack: command('helm rollback backend'),
        isWellAgain: true,
      },
    ],
    reached: { failure: undefined as string | undefined, said: '200 {"status":"ok","checks":{}}' },
    enforced: { warnings: [] as string[], pods: ['frontend-0', 'backend-0'] },
    pages: [answer(200)],
  };
}
type Facts = ReturnType<typeof facts>;

/** What every check says of the same facts, by its id. */
function judgeAll(seen: Facts): Record<string, string[]> {
  const { isOwnCopy, objects, keys } = seen;
  const found: Record<string, Finding[]> = {
    'K8S-1': judgeFrontend({ isOwnCopy, objects, keys, chart: seen.frontend }),
    'K8S-2': judgeBackend({ isOwnCopy, objects, keys, chart: seen.backend }),
    'K8S-3': judgeData({ objects, keys: keys.get('data-secrets'), chart: seen.data }),
    'K8S-4': judgeUpgrades(seen),
    'K8S-5': judgeFit({ isOwnCopy, objects, charts: [seen.frontend, seen.backend, seen.data] }),
    'K8S-6': judgeReached(seen.reached),
    'K8S-7': judgeDeleted({ pages: seen.pages, works: [], found: { votes: new Set(), tasks: [], turns: new Map() } }),
    'K8S-8': judgeEnforced(seen.enforced),
  };
  const wrong = Object.entries(found).filter(([, list]) => list.length > 0);
  return Object.fromEntries(wrong.map(([id, list]) => [id, list.map(({ what }) => what)]));
}

const containerOf = ({ deployments, statefulSets }: Objects, name: string) =>
  named([...deployments, ...statefulSets], name)!.spec.template.spec.containers[0]!;
const podOf = ({ pods }: Objects, name: string) => named(pods, name)!;
const without = <Each extends { metadata: { name: string } }>(list: Each[], name: string) =>
  list.splice(
    list.findIndex(({ metadata }) => metadata.name === name),
    1,
  );

test('nothing is found in a copy that is as the requirements say', () => {
  expect(judgeAll(facts())).toEqual({});
});

test('an installation may have other sizes and ports, and less in its secrets', () => {
  const seen = { ...facts(), isOwnCopy: false };
  const { objects, keys } = seen;
  named(objects.deployments, 'frontend')!.spec.replicas = 1;
  containerOf(objects, 'frontend').resources.limits['memory'] = '2Gi';
  containerOf(objects, 'backend').readinessProbe!.periodSeconds = 1;
  named(objects.services, 'frontend')!.spec.type = 'LoadBalancer';
  named(objects.services, 'backend')!.spec.ports[0]!.nodePort = 30_500;
  keys.set('backend-secrets', ['auth-secret', 'database-url']);
  without(objects.statefulSets, 'redis');
  objects.jobs.length = 0;
  podOf(objects, 'backend-0').status.conditions[0]!.lastTransitionTime = '2026-01-02T00:00:00Z';
  expect(judgeAll(seen)).toEqual({});
});

const broken: [string, string, string, (seen: Facts) => unknown][] = [
  [
    'K8S-1',
    'the frontend is not there',
    'There is a Deployment frontend.',
    ({ objects }) => without(objects.deployments, 'frontend'),
  ],
  [
    'K8S-1',
    'its pods have another label',
    'Its pods have the label',
    ({ objects }) => (named(objects.deployments, 'frontend')!.spec.template.metadata.labels['app'] = 'web'),
  ],
  [
    'K8S-1 K8S-5',
    'a pod is not ready',
    'All pods of the frontend are ready.',
    ({ objects }) => (podOf(objects, 'frontend-1').status.conditions[0]!.status = 'False'),
  ],
  [
    'K8S-1',
    'there is one pod',
    'There are as many of the frontend',
    ({ objects }) => (named(objects.deployments, 'frontend')!.spec.replicas = 1),
  ],
  [
    'K8S-1',
    'a pod has no limit of memory',
    'The frontend has a limit of memory.',
    ({ objects }) => delete containerOf(objects, 'frontend').resources.limits['memory'],
  ],
  [
    'K8S-1',
    'a limit is another',
    "The frontend's limit of cpu is the row's.",
    ({ objects }) => (containerOf(objects, 'frontend').resources.limits['cpu'] = '2'),
  ],
  [
    'K8S-1',
    'nobody asks whether it lives',
    'Kubernetes asks the frontend whether it lives.',
    ({ objects }) => (containerOf(objects, 'frontend').livenessProbe = undefined),
  ],
  [
    'K8S-1',
    'readiness is another address',
    'Kubernetes asks the frontend whether it is ready.',
    ({ objects }) => (containerOf(objects, 'frontend').readinessProbe!.httpGet = { path: '/livez' }),
  ],
  [
    'K8S-1',
    'the service leads nowhere',
    'The service frontend leads to its pods.',
    ({ objects }) => (named(objects.services, 'frontend')!.spec.selector = { app: 'web' }),
  ],
  [
    'K8S-1',
    'there is no service',
    'The service frontend leads to its pods.',
    ({ objects }) => without(objects.services, 'frontend'),
  ],
  [
    'K8S-1',
    'there is no config map',
    'Its settings are in the config map',
    ({ objects }) => without(objects.configMaps, 'frontend-config'),
  ],
  [
    'K8S-1',
    'the config map is not read',
    'Its settings are in the config map',
    ({ objects }) => (containerOf(objects, 'frontend').envFrom = []),
  ],
  [
    'K8S-1',
    'a secret is a plain variable',
    'BETTER_AUTH_SECRET comes from a secret.',
    ({ objects }) => (containerOf(objects, 'frontend').env = [{ name: 'BETTER_AUTH_SECRET', value: 'x' }]),
  ],
  [
    'K8S-1',
    'the secret is missing',
    'The secret frontend-secrets has its keys.',
    ({ keys }) => keys.delete('frontend-secrets'),
  ],
  [
    'K8S-1',
    'the chart has another NodePort',
    'The service frontend is at its NodePort.',
    ({ frontend }) => (named(frontend.objects.services, 'frontend')!.spec.ports[0]!.nodePort = 30_002),
  ],
  [
    'K8S-1',
    'the chart asks too late',
    'Readiness of the frontend is asked for',
    ({ frontend }) => (containerOf(frontend.objects, 'frontend').readinessProbe!.initialDelaySeconds = 30),
  ],
  [
    'K8S-1',
    'the chart asks too often',
    'Liveness of the frontend is asked for',
    ({ frontend }) => (containerOf(frontend.objects, 'frontend').livenessProbe!.periodSeconds = 1),
  ],
  [
    'K8S-1',
    'the chart is another version',
    'The chart frontend has its version.',
    ({ frontend }) => (frontend.version = '0.1.0'),
  ],
  [
    'K8S-1',
    'the chart takes another image',
    'The chart frontend takes its image.',
    ({ frontend }) => (containerOf(frontend.objects, 'frontend').image = 'todo-frontend:latest'),
  ],
  [
    'K8S-1',
    'a value has another name',
    'The chart frontend has the values of the row.',
    ({ frontend }) => (frontend.values = { replicas: 2 }),
  ],
  [
    'K8S-1',
    'the pages look for the backend elsewhere',
    'The pages find the backend at its NodePort.',
    ({ frontend }) => (named(frontend.objects.configMaps, 'frontend-config')!.data = {}),
  ],
  [
    'K8S-2',
    'the worker runs something else',
    'The worker is a command of the image.',
    ({ objects }) => (containerOf(objects, 'backend-worker').args = ['sh']),
  ],
  [
    'K8S-2',
    'the worker has an image of its own',
    'API and worker are of one image.',
    ({ objects }) => (containerOf(objects, 'backend-worker').image = 'todo-worker:phase4'),
  ],
  [
    'K8S-2',
    'the service finds the worker',
    'Only pods of the API have app=backend.',
    ({ objects }) => (podOf(objects, 'backend-worker-0').metadata.labels['app'] = 'backend'),
  ],
  [
    'K8S-2',
    'the migration has failed',
    'The migration has not failed.',
    ({ objects }) => (objects.jobs[0]!.status.conditions[0]!.type = 'Failed'),
  ],
  [
    'K8S-2',
    'a key of a secret is missing',
    'The secret backend-secrets has its keys.',
    ({ keys }) => keys.set('backend-secrets', ['auth-secret', 'auth-url', 'openai-api-key']),
  ],
  [
    'K8S-2',
    'the database is a plain variable',
    'DATABASE_URL comes from a secret.',
    ({ objects }) => (containerOf(objects, 'backend').env[0]!.valueFrom = undefined),
  ],
  [
    'K8S-2',
    'the chart brings no worker',
    'The worker comes with the chart.',
    ({ backend: { objects } }) => without(objects.deployments, 'backend-worker'),
  ],
  [
    'K8S-2',
    'the chart brings no migration',
    'The migration comes with the chart.',
    ({ backend: { objects } }) => objects.jobs.pop(),
  ],
  [
    'K8S-2',
    'the chart leaves Redis out',
    'Votes go through Redis unless',
    ({ backend: { objects } }) => (named(objects.configMaps, 'backend-config')!.data = {}),
  ],
  [
    'K8S-3',
    'the data has no volume',
    'The data of redis is on a volume',
    ({ objects }) => (named(objects.statefulSets, 'redis')!.spec.volumeClaimTemplates = []),
  ],
  [
    'K8S-3',
    'a volume is not there',
    'The volume of postgres is there.',
    ({ objects }) => (objects.claims[0]!.status.phase = 'Pending'),
  ],
  [
    'K8S-3',
    'the password is a plain variable',
    'PostgreSQL has its password from the secret.',
    ({ objects }) => (containerOf(objects, 'postgres').env = [{ name: 'POSTGRES_PASSWORD', value: 'x' }]),
  ],
  [
    'K8S-3',
    'the secret has no password',
    'The password is in the secret data-secrets.',
    ({ keys }) => keys.set('data-secrets', []),
  ],
  [
    'K8S-3',
    'Redis flushes now and then',
    'Redis keeps what it has acknowledged.',
    ({ objects }) => (containerOf(objects, 'redis').args = ['redis-server', '--appendonly', 'yes']),
  ],
  ['K8S-3', 'the notes say nothing', 'The chart prints the command', ({ data }) => (data.notes = 'Have fun.')],
  ['K8S-4', 'helm lint complains', 'Helm takes the charts.', ({ checked }) => (checked[0]!.code = 1)],
  [
    'K8S-4',
    'the new pod is silent',
    'The new pod says what is wrong',
    ({ upgrades }) => (upgrades[0]!.said = 'CrashLoopBackOff'),
  ],
  ['K8S-4', 'an old pod goes', 'The old pods stay', ({ upgrades }) => (upgrades[0]!.oldReady = 0)],
  [
    'K8S-4',
    'a request fails meanwhile',
    'The backend goes on answering',
    ({ upgrades }) => upgrades[0]!.answers.push(answer(502)),
  ],
  ['K8S-4', 'there is no history', 'helm history tells', ({ upgrades }) => (upgrades[0]!.history = ['1 deployed'])],
  [
    'K8S-4',
    'the rollback does not help',
    'helm rollback brings back',
    ({ upgrades }) => (upgrades[0]!.isWellAgain = false),
  ],
  [
    'K8S-5',
    'the charts ask for much CPU',
    'The charts together ask for little CPU.',
    ({ data }) => (containerOf(data.objects, 'postgres').resources.requests['cpu'] = '900m'),
  ],
  [
    'K8S-5',
    'the charts ask for much memory',
    'The charts together ask for little memory.',
    ({ data }) => (containerOf(data.objects, 'postgres').resources.requests = { memory: '2Gi', cpu: '1m' }),
  ],
  [
    'K8S-5',
    'a pod runs late',
    'All pods run in less than two minutes.',
    ({ objects }) => (podOf(objects, 'redis-0').status.conditions[0]!.lastTransitionTime = '2026-01-01T00:03:00Z'),
  ],
  [
    'K8S-6',
    'the name is not known',
    'A pod of the frontend reaches the backend',
    ({ reached }) => (reached.said = '0 ENOTFOUND'),
  ],
  [
    'K8S-6',
    'the backend is unwell',
    'A pod of the frontend reaches the backend',
    ({ reached }) => (reached.said = '503 {"status":"fail"}'),
  ],
  [
    'K8S-6',
    'no program can be run',
    'A program can be run in a pod',
    ({ reached }) => (reached.failure = 'no such file'),
  ],
  [
    'K8S-7',
    'a visitor sees it',
    'Nobody sees that a pod of the frontend is deleted.',
    ({ pages }) => pages.push(answer(502)),
  ],
  [
    'K8S-8',
    'a pod may do more',
    'The pods meet the Pod Security Standard',
    ({ enforced }) =>
      enforced.warnings.push(
        'Warning: existing pods in namespace "x" violate the new PodSecurity enforce level "restricted:latest"',
        'Warning: backend-0: runAsNonRoot != true',
      ),
  ],
  [
    'K8S-8',
    'several pods may do more',
    'The pods meet the Pod Security Standard',
    ({ enforced }) => enforced.warnings.push('Warning: another (and 2 other pods): runAsNonRoot != true'),
  ],
];

test.each(broken)('%s sees that %s, and nobody else does', (ids, _what, finding, breakIt) => {
  const seen = facts();
  breakIt(seen);
  const found = judgeAll(seen);
  expect(Object.keys(found)).toEqual(ids.split(' '));
  expect(Object.values(found).flat().join('\n')).toContain(finding);
});

test("somebody else's pod in the same namespace is no matter of the app", () => {
  const seen = facts();
  seen.enforced.warnings.push('Warning: stranger-0: runAsNonRoot != true');
  expect(judgeAll(seen)).toEqual({});
});
