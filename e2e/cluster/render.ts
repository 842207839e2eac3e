import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseAllDocuments } from 'yaml';

export const charts = ['data', 'backend', 'frontend'] as const;
export type Chart = (typeof charts)[number];

/** What the tests read of a Kubernetes object. */
export interface Manifest {
  kind: string;
  metadata: { name: string; labels?: Record<string, string>; annotations?: Record<string, string> };
  spec: Record<string, unknown>;
  data?: Record<string, string>;
}
export interface PodSpec {
  securityContext: Record<string, unknown>;
  automountServiceAccountToken: boolean;
  enableServiceLinks: boolean;
  containers: Container[];
  initContainers?: Container[];
  volumes?: Record<string, unknown>[];
}
export interface Container {
  name: string;
  image: string;
  args?: string[];
  env?: { name: string; value?: string; valueFrom?: unknown }[];
  resources: { requests: Record<string, string>; limits: Record<string, string> };
  securityContext: Record<string, unknown>;
  livenessProbe?: Record<string, unknown>;
  readinessProbe?: Record<string, unknown>;
}

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Runs helm in the repository. No configuration of the machine's: the result depends on the charts alone. */
export function helm(program: string, ...words: string[]) {
  const env = { PATH: process.env['PATH'], HOME: '/nonexistent', KUBECONFIG: '/dev/null' };
  const { status, stdout, stderr } = spawnSync(program, words, { cwd: root, env, encoding: 'utf8', timeout: 30_000 });
  return { status, stdout, stderr };
}

/** The objects of a chart as `helm install` would send them. */
export function render(program: string, chart: Chart, ...words: string[]): Manifest[] {
  const { status, stdout, stderr } = helm(program, 'template', chart, `helm/${chart}`, ...words);
  if (status !== 0) throw new Error(stderr);
  return parseAllDocuments(stdout).flatMap((document) => (document.toJS() as Manifest | null) ?? []);
}

/** The pods of objects, with the number of each. */
export function podsOf(manifests: Manifest[]) {
  return manifests.flatMap(({ kind, metadata: { name, labels }, spec }) => {
    if (kind === 'Pod') return [{ name, labels, copies: 1, pod: spec as unknown as PodSpec }];
    const template = spec?.['template'] as { metadata: Manifest['metadata']; spec: PodSpec } | undefined;
    if (!template) return [];
    return [{ name, labels: template.metadata.labels, copies: Number(spec['replicas'] ?? 1), pod: template.spec }];
  });
}

/** "100m" as 0.1, "128Mi" as bytes. */
export function amount(text: string): number {
  const [, number = '', unit = ''] = /^([\d.]+)(\D*)$/.exec(text) ?? [];
  const factor = { m: 0.001, '': 1, Ki: 1024, Mi: 1024 ** 2, Gi: 1024 ** 3 }[unit];
  if (factor === undefined) throw new Error(`Nobody knows the amount ${text}.`);
  return Number(number) * factor;
}
