import { z } from 'zod';

/** The kinds of cluster that run on the machine of who uses them. */
export type LocalKind = keyof typeof kinds;

/**
 * How each kind calls its clusters: the names that Tilt goes by, too, when it refuses all others. A profile of Minikube
 * may have any name; Minikube then says in kubectl's configuration that it is its own.
 */
const kinds = {
  minikube: /^minikube/,
  'docker-desktop': /^docker-(?:for-)?desktop/,
  kind: /^kind(?:-|$)/,
  k3d: /^k3d-/,
  'rancher-desktop': /^rancher-desktop/,
  orbstack: /^orbstack$/,
  colima: /^colima/,
  microk8s: /^microk8s/,
};
const LOCAL_KINDS = Object.keys(kinds) as LocalKind[];
const MINIKUBE = 'minikube.sigs.k8s.io';

/** What kubectl's configuration says about the cluster that it would talk to. */
export interface KubeContext {
  name: string;
  namespace: string;
  /** Undefined for a cluster that is not on this machine, as far as its name tells. */
  kind: LocalKind | undefined;
  /** What its own program calls it: the profile of Minikube, the name of a kind cluster. */
  cluster: string;
}

const configuration = z.object({
  contexts: z.tuple([
    z.object({ name: z.string(), context: z.object({ cluster: z.string(), namespace: z.string().optional() }) }),
  ]),
  clusters: z
    .array(
      z.object({
        cluster: z.object({
          extensions: z.array(z.object({ extension: z.unknown() })).nullish(),
        }),
      }),
    )
    .nullish(),
});

/**
 * Reads `kubectl config view --minify --output json`.
 * @returns undefined for a text that is nothing of the kind
 */
export function parseContext(text: string): KubeContext | undefined {
  try {
    const { contexts, clusters } = configuration.parse(JSON.parse(text));
    const [{ name, context }] = contexts;
    const extensions = clusters?.[0]?.cluster.extensions ?? [];
    const isMinikube = extensions.some(({ extension }) => Object(extension).provider === MINIKUBE);
    return {
      name,
      namespace: context.namespace ?? 'default',
      kind: isMinikube ? 'minikube' : localKind(context.cluster),
      cluster: context.cluster.replace(/^(?:kind|k3d)-/, ''),
    };
  } catch {
    return undefined;
  }
}

/** @returns undefined for a name that no kind of local cluster gives */
export function localKind(name: string): LocalKind | undefined {
  return LOCAL_KINDS.find((kind) => kinds[kind].test(name));
}
