import { z } from 'zod';
import type { KubeObject } from '../../kubernetes/objects.ts';
import { objectsOf } from '../../kubernetes/objects.ts';
import { readYaml } from '../../yaml/located.ts';
import type { RunningImage } from '../snapshot.ts';

/** What is asked for; Secrets are not, so that no value of one comes here. */
export const KINDS = 'deployments,statefulsets,daemonsets,jobs,cronjobs,pods,services,configmaps';

const state = z.looseObject({
  name: z.string(),
  image: z.string().default(''),
  imageID: z.string().default(''),
  state: z.looseObject({
    running: z.unknown().optional(),
    terminated: z.looseObject({ exitCode: z.int() }).optional(),
  }),
});
const object = z.looseObject({
  kind: z.string(),
  metadata: z.looseObject({
    name: z.string(),
    labels: z.record(z.string(), z.string()).default({}),
    creationTimestamp: z.string().nullish(),
    deletionTimestamp: z.string().nullish(),
    ownerReferences: z.array(z.looseObject({ kind: z.string(), name: z.string() })).default([]),
  }),
  spec: z.looseObject({}).optional(),
  status: z
    .looseObject({
      phase: z.string().optional(),
      containerStatuses: z.array(state).default([]),
      initContainerStatuses: z.array(state).default([]),
    })
    .optional(),
});
const podContainer = z.looseObject({
  name: z.string(),
  env: z
    .array(
      z.looseObject({
        name: z.string(),
        valueFrom: z.looseObject({ secretKeyRef: z.unknown().optional() }).optional(),
      }),
    )
    .default([]),
});
const podSpec = z.looseObject({
  initContainers: z.array(podContainer).default([]),
  containers: z.array(podContainer).default([]),
});
type Live = z.output<typeof object>;

export interface PodOf {
  name: string;
  containers: ReadonlyMap<string, ContainerOf>;
}

export interface ContainerOf {
  image: string;
  imageId: string;
  /** A program can be started in it. */
  isRunning: boolean;
  /** Variables that a Secret gives, where it has them. */
  ofSecrets: ReadonlySet<string>;
}

export interface LiveObjects {
  /** For the readers of manifests: workloads as their pods are, and what is beside them. */
  objects: KubeObject[];
  /** By Kind/name, the pod that stands for a workload. */
  pods: ReadonlyMap<string, PodOf>;
  /** Workloads that have no pod to look at, though they should. */
  withoutPod: string[];
  /** Workloads whose pods are of different images: something is on its way. */
  changing: string[];
}

/**
 * Reads `kubectl get … --output json`: of each workload its newest pod that runs, or has done its work, stands for what the
 * workload is, because that is what an admission controller may have changed.
 */
export function readLiveObjects(text: string): LiveObjects {
  const all = z.object({ items: z.array(object) }).parse(JSON.parse(text)).items;
  const pods = all.filter(({ kind, metadata }) => kind === 'Pod' && metadata.deletionTimestamp == null);
  const workloads = newestJobs(all.filter((each) => each.kind !== 'Pod' && templateOf(each) !== undefined));
  const others = all.filter((each) => ['Service', 'ConfigMap'].includes(each.kind));
  const result = { pods: new Map<string, PodOf>(), withoutPod: [] as string[], changing: [] as string[] };
  const taken = new Set<Live>();
  const made = workloads.map((workload) => {
    const own = pods.filter((pod) => isOf(pod, workload));
    for (const pod of own) taken.add(pod);
    const key = `${workload.kind}/${workload.metadata.name}`;
    const good = own.filter(isGood);
    const [pod] = newestFirst(good);
    if (new Set(good.map(imagesOf)).size > 1) result.changing.push(key);
    if (!pod) {
      if (isWanted(workload)) result.withoutPod.push(key);
      return workload;
    }
    result.pods.set(key, podOf(pod));
    return withTemplate(workload, { metadata: pod.metadata, spec: pod.spec });
  });
  const single = pods.filter((pod) => !taken.has(pod) && pod.metadata.ownerReferences.length === 0 && isGood(pod));
  for (const pod of single) result.pods.set(`Pod/${pod.metadata.name}`, podOf(pod));
  return { ...result, objects: [...made, ...single, ...others].flatMap(located) };
}

/** Objects of a cluster stand in no file: they are told by their kind and name. */
function located({ kind, metadata, ...rest }: Live): KubeObject[] {
  const file = `${kind} ${metadata.name}`;
  // What only the server says would be read for nothing.
  const value = JSON.stringify({
    apiVersion: 'v1',
    kind,
    metadata: { name: metadata.name },
    ...rest,
    status: undefined,
  });
  return readYaml(value, file, { locate: () => ({ file, line: 0 }) }).documents.flatMap(objectsOf);
}

function templateOf({ kind, spec }: Live): unknown {
  if (kind === 'CronJob') return Object(Object(spec)['jobTemplate'])['spec']?.template;
  return spec?.['template'];
}

function withTemplate(workload: Live, template: unknown): Live {
  if (workload.kind !== 'CronJob') return { ...workload, spec: { ...workload.spec, template } };
  return { ...workload, spec: { ...workload.spec, jobTemplate: { spec: { template } } } };
}

/** A Job has the number of its release's revision, or that of a CronJob's run: the newest counts. */
function newestJobs(workloads: Live[]): Live[] {
  const own = workloads.filter(
    ({ kind, metadata }) => kind !== 'Job' || !metadata.ownerReferences.some((owner) => owner.kind === 'CronJob'),
  );
  const stem = ({ kind, metadata: { name } }: Live) => `${kind}/${kind === 'Job' ? name.replace(/-\d+$/, '') : name}`;
  const newest = new Map<string, Live>();
  for (const each of newestFirst(own)) if (!newest.has(stem(each))) newest.set(stem(each), each);
  return own.filter((each) => newest.get(stem(each)) === each);
}

/** A Deployment owns its pods by a ReplicaSet, whose name ends with the hash that the pods are labelled with. */
function isOf({ metadata: { labels, ownerReferences } }: Live, { kind, metadata: { name } }: Live): boolean {
  const hash = labels['pod-template-hash'];
  return ownerReferences.some((owner) => {
    if (owner.kind === 'ReplicaSet') return kind === 'Deployment' && owner.name === `${name}-${hash}`;
    if (kind === 'CronJob') return owner.kind === 'Job' && new RegExp(String.raw`^${name}-\d+$`).test(owner.name);
    return owner.kind === kind && owner.name === name;
  });
}

/** All of it runs, or it has done its work. */
function isGood({ status }: Live): boolean {
  const states = status?.containerStatuses ?? [];
  if (status?.phase === 'Succeeded') return true;
  return status?.phase === 'Running' && states.length > 0 && states.every((each) => each.state.running !== undefined);
}

/** None is wanted of what is scaled to nothing, and of a Job whose pods were cleared away. */
function isWanted({ kind, spec }: Live): boolean {
  if (kind === 'Job' || kind === 'CronJob') return false;
  return spec?.['replicas'] !== 0;
}

const newestFirst = (list: Live[]) =>
  list.toSorted((a, b) => (b.metadata.creationTimestamp ?? '').localeCompare(a.metadata.creationTimestamp ?? ''));

const imagesOf = ({ status }: Live) => (status?.containerStatuses ?? []).map(({ imageID }) => imageID).join();

function podOf({ metadata, spec, status }: Live): PodOf {
  const states = [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])];
  const { initContainers, containers } = podSpec.parse(spec);
  const ofSecrets = (name: string) =>
    [...initContainers, ...containers]
      .filter((container) => container.name === name)
      .flatMap(({ env }) => env.filter(({ valueFrom }) => valueFrom?.secretKeyRef !== undefined));
  return {
    name: metadata.name,
    containers: new Map(
      states.map(({ name, image, imageID, state: now }) => [
        name,
        {
          image,
          imageId: imageID,
          isRunning: now.running !== undefined,
          ofSecrets: new Set(ofSecrets(name).map((variable) => variable.name)),
        },
      ]),
    ),
  };
}

/** docker-pullable://shop/web@sha256:1f… is named by its manifest, docker://sha256:1f… by itself. */
export function imageNames(imageId: string): Pick<RunningImage, 'id' | 'manifests'> {
  const digest = /sha256:[0-9a-f]{64}/.exec(imageId)?.[0];
  if (digest === undefined) return { manifests: [] };
  return imageId.includes('@') ? { manifests: [digest] } : { id: digest, manifests: [] };
}
