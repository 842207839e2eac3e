import type { CopyPart } from '../copy.ts';

interface Workload {
  kind: 'deployment' | 'statefulset';
  name: string;
  /** The label `app` of its pods. */
  app: string;
  container: string;
}

/** How the charts call the parts. */
export const workloads: Record<CopyPart, Workload> = {
  frontend: { kind: 'deployment', name: 'frontend', app: 'frontend', container: 'frontend' },
  backend: { kind: 'deployment', name: 'backend', app: 'backend', container: 'backend' },
  worker: { kind: 'deployment', name: 'backend-worker', app: 'backend-worker', container: 'worker' },
  postgres: { kind: 'statefulset', name: 'postgres', app: 'postgres', container: 'postgres' },
  redis: { kind: 'statefulset', name: 'redis', app: 'redis', container: 'redis' },
};

/** As kubectl takes it: "deployment/backend". */
export const workloadOf = (part: CopyPart): string => `${workloads[part].kind}/${workloads[part].name}`;

export const selectorOf = (part: CopyPart): string => `app=${workloads[part].app}`;
