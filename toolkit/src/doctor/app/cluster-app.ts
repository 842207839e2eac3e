import type { LocalKind } from '../../runtime/kube-context.ts';
import type { Judgement } from '../check.ts';

/** What a namespace of the cluster was asked about the app, once. What it did not tell is undefined. */
export interface ClusterApp {
  context: string;
  /** Undefined for a cluster that is not on this machine. */
  kind: LocalKind | undefined;
  /** What its own program calls it. */
  cluster: string;
  namespace: string;
  /** Declared Secrets and their keys, with what is missing of each. */
  secrets: { secret: string; missing: readonly string[]; isThere: boolean }[] | undefined;
  /** Images that are built from this project, by what installed workloads name, or else the charts. */
  images: ImageFact[];
  /** What Docker builds on this machine is there at once. */
  isThisEngine: boolean;
  ports: NodePortFact[] | undefined;
  pods: PodFact[] | undefined;
}

export interface ImageFact {
  name: string;
  dockerfile: string;
  /** In the cluster; undefined where that could not be told. */
  isThere: boolean | undefined;
  /** On this machine. */
  isBuilt: boolean | undefined;
}

export interface NodePortFact {
  port: number;
  /** The Service that is to have it. */
  service: string;
  /** "namespace/name" of the Service that has it. */
  holder: string | undefined;
}

export interface PodFact {
  name: string;
  isReady: boolean;
  /** Why it is not, as Kubernetes calls it: ImagePullBackOff. */
  reason: string;
  /** What Kubernetes says about it, on one line. */
  message: string;
  /** Of the container that is meant. */
  image: string | undefined;
  ageSeconds: number;
}

/** One thing that must be so for the app in a cluster. The name says what is true when all is well; judging touches nothing. */
export interface AppCheck {
  name: string;
  judge: (app: ClusterApp) => Judgement;
}

/** How the commands that put something right are to find the same namespace. */
export const whereOf = ({ context, namespace }: Pick<ClusterApp, 'context' | 'namespace'>) =>
  `--context ${context} --namespace ${namespace}`;
