import { z } from 'zod';

const metadata = z.object({
  name: z.string(),
  uid: z.string().default(''),
  labels: z.record(z.string(), z.string()).default({}),
  annotations: z.record(z.string(), z.string()).default({}),
  creationTimestamp: z.string().nullish(),
  deletionTimestamp: z.string().nullish(),
  ownerReferences: z.array(z.object({ kind: z.string(), name: z.string() })).default([]),
});

const probe = z.object({
  httpGet: z.object({ path: z.string() }).optional(),
  initialDelaySeconds: z.int().default(0),
  periodSeconds: z.int().default(10),
});
const amounts = z.record(z.string(), z.union([z.string(), z.number()]).transform(String)).default({});
const variable = z.looseObject({
  name: z.string(),
  value: z.string().optional(),
  valueFrom: z
    .looseObject({ secretKeyRef: z.looseObject({ name: z.string(), key: z.string() }).optional() })
    .optional(),
});
const container = z.object({
  name: z.string(),
  image: z.string(),
  args: z.array(z.string()).default([]),
  env: z.array(variable).default([]),
  envFrom: z.array(z.object({ configMapRef: z.object({ name: z.string() }).optional() })).default([]),
  resources: z.object({ limits: amounts, requests: amounts }).default({ limits: {}, requests: {} }),
  livenessProbe: probe.optional(),
  readinessProbe: probe.optional(),
  securityContext: z.object({ readOnlyRootFilesystem: z.boolean().optional() }).optional(),
});
const podSpec = z.object({ nodeName: z.string().optional(), containers: z.array(container) });

const ended = z.object({ exitCode: z.int(), reason: z.string().optional() });
const state = z
  .object({
    running: z.object({ startedAt: z.string() }).optional(),
    terminated: ended.optional(),
    waiting: z.object({ reason: z.string().optional(), message: z.string().optional() }).optional(),
  })
  .default({});
const containerStatus = z.object({
  name: z.string(),
  ready: z.boolean(),
  restartCount: z.int(),
  containerID: z.string().default(''),
  state,
  lastState: state,
});
const condition = z.object({ type: z.string(), status: z.string(), lastTransitionTime: z.string().nullish() });

const workload = z.object({
  metadata,
  spec: z.object({
    replicas: z.int().default(1),
    template: z.object({ metadata: metadata.partial({ name: true }), spec: podSpec }),
    volumeClaimTemplates: z.array(z.object({ metadata: metadata.partial() })).default([]),
  }),
  status: z.object({ readyReplicas: z.int().default(0) }).default({ readyReplicas: 0 }),
});
const pod = z.object({
  metadata,
  spec: podSpec,
  status: z.object({
    phase: z.string(),
    conditions: z.array(condition).default([]),
    containerStatuses: z.array(containerStatus).default([]),
  }),
});
const service = z.object({
  metadata,
  spec: z.object({
    type: z.string().default('ClusterIP'),
    selector: z.record(z.string(), z.string()).default({}),
    ports: z.array(z.object({ port: z.int(), nodePort: z.int().optional() })).default([]),
  }),
});
const configMap = z.object({ metadata, data: z.record(z.string(), z.string()).default({}) });
const job = z.object({
  metadata,
  spec: z.object({ template: z.object({ metadata: metadata.partial({ name: true }), spec: podSpec }) }),
  status: z.object({ conditions: z.array(condition).default([]) }).default({ conditions: [] }),
});
const claim = z.object({ metadata, status: z.object({ phase: z.string() }).default({ phase: 'unknown' }) });

export type Workload = z.output<typeof workload>;
export type Pod = z.output<typeof pod>;
export type Service = z.output<typeof service>;
export type Container = z.output<typeof container>;
export type Probe = z.output<typeof probe>;

/** What the checks read of Kubernetes objects, whether they run or are only rendered. */
export interface Objects {
  deployments: Workload[];
  statefulSets: Workload[];
  pods: Pod[];
  services: Service[];
  configMaps: z.output<typeof configMap>[];
  jobs: z.output<typeof job>[];
  claims: z.output<typeof claim>[];
}

/** Those kinds, as kubectl takes them. */
export const KINDS = 'deployments,statefulsets,pods,services,configmaps,jobs,persistentvolumeclaims';

/** Sorts objects by their kind; of other kinds nothing is read. */
export function readObjects(given: readonly unknown[]): Objects {
  const of = <Kind extends z.ZodType>(kind: string, schema: Kind) =>
    z.array(schema).parse(given.filter((each) => Object(each)['kind'] === kind)) as z.output<Kind>[];
  return {
    deployments: of('Deployment', workload),
    statefulSets: of('StatefulSet', workload),
    pods: of('Pod', pod),
    services: of('Service', service),
    configMaps: of('ConfigMap', configMap),
    jobs: of('Job', job),
    claims: of('PersistentVolumeClaim', claim),
  };
}

/** The one of this name. */
export function named<Each extends { metadata: { name: string } }>(list: readonly Each[], name: string) {
  return list.find(({ metadata: each }) => each.name === name);
}

/** The settings in a config map; none where there is no such map. */
export function settingsIn({ configMaps }: Objects, name: string): Record<string, string | undefined> {
  return named(configMaps, name)?.data ?? {};
}

export const isReady = ({ metadata: { deletionTimestamp }, status }: Pod): boolean =>
  deletionTimestamp == null && status.conditions.some(({ type, status: is }) => type === 'Ready' && is === 'True');

const UNITS: Record<string, number> = {
  m: 1e-3,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  Ki: 1024,
  Mi: 1024 ** 2,
  Gi: 1024 ** 3,
};

/** "500m" → 0.5, "512Mi" → bytes: the same amount may be written in several ways. */
export function quantity(text: string | undefined): number {
  const [, number, unit = ''] = /^([\d.]+)([a-zA-Z]*)$/.exec(text ?? '') ?? [];
  return unit === '' ? Number(number) : Number(number) * (UNITS[unit] ?? Number.NaN);
}
