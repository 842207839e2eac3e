import { z } from 'zod';

const list = z.object({
  items: z.array(
    z.object({
      metadata: z.object({ name: z.string() }),
      spec: z.object({
        ports: z.array(z.object({ port: z.int(), nodePort: z.int().optional() })).default([]),
      }),
    }),
  ),
});

/** Of each Service, its own port and the one that it has on every node, where it has one. */
export type ClusterServices = ReadonlyMap<string, { port: number; nodePort: number | undefined }>;

/**
 * Reads `kubectl get services --output json`; of a Service with several ports the first counts.
 * @returns undefined for a text that is nothing of the kind
 */
export function parseClusterServices(text: string): ClusterServices | undefined {
  try {
    const { items } = list.parse(JSON.parse(text));
    return new Map(
      items.flatMap(({ metadata, spec }) => {
        const [first] = spec.ports;
        return first ? [[metadata.name, { port: first.port, nodePort: first.nodePort }] as const] : [];
      }),
    );
  } catch {
    return undefined;
  }
}
