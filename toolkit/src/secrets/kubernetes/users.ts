import { z } from 'zod';
import type { SecretKey } from '../../runtime/cluster-secret.ts';

const reference = z.object({ name: z.string(), key: z.string() });
const container = z.object({
  env: z.array(z.object({ valueFrom: z.object({ secretKeyRef: reference.optional() }).optional() })).default([]),
  envFrom: z.array(z.object({ secretRef: z.object({ name: z.string() }).optional() })).default([]),
});
const workload = z.object({
  kind: z.string(),
  metadata: z.object({ name: z.string() }),
  spec: z.object({
    template: z.object({
      spec: z.object({
        containers: z.array(container),
        initContainers: z.array(container).default([]),
        volumes: z.array(z.object({ secret: z.object({ secretName: z.string() }).optional() })).default([]),
      }),
    }),
  }),
});

/**
 * Reads `kubectl get deployments,statefulsets --output json`: those whose pods have read one of the keys when they started.
 * @returns such as "deployment/backend"
 */
export function usersOfKeys(text: string, keys: readonly SecretKey[]): string[] {
  const isMeant = (secret: string, key?: string) =>
    keys.some((each) => each.secret === secret && (key === undefined || each.key === key));
  return workloads(text)
    .filter(({ spec: { template } }) => {
      const { containers, initContainers, volumes } = template.spec;
      return (
        [...containers, ...initContainers].some(
          ({ env, envFrom }) =>
            env.some(({ valueFrom }) => {
              const used = valueFrom?.secretKeyRef;
              return used !== undefined && isMeant(used.name, used.key);
            }) || envFrom.some(({ secretRef }) => secretRef !== undefined && isMeant(secretRef.name)),
        ) || volumes.some(({ secret }) => secret !== undefined && isMeant(secret.secretName))
      );
    })
    .map(({ kind, metadata }) => `${kind.toLowerCase()}/${metadata.name}`);
}

function workloads(text: string) {
  try {
    return z.object({ items: z.array(workload) }).parse(JSON.parse(text)).items;
  } catch {
    return [];
  }
}
