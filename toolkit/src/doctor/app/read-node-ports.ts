import { z } from 'zod';
import type { NodePortFact } from './cluster-app.ts';

const services = z.object({
  items: z.array(
    z.object({
      metadata: z.object({ name: z.string(), namespace: z.string() }),
      spec: z.object({ ports: z.array(z.object({ nodePort: z.int().optional() })).default([]) }),
    }),
  ),
});

/**
 * Reads `kubectl get services --all-namespaces --output json`: who has the NodePorts that the app is to have.
 * @param wanted by Service; of one that is installed with another port that one counts
 * @returns undefined for a text that is nothing of the kind
 */
export function readNodePorts(
  text: string,
  namespace: string,
  wanted: ReadonlyMap<string, number>,
): NodePortFact[] | undefined {
  let items: z.output<typeof services>['items'];
  try {
    ({ items } = services.parse(JSON.parse(text)));
  } catch {
    return undefined;
  }
  const holders = new Map(
    items.flatMap(({ metadata, spec }) =>
      spec.ports.flatMap(({ nodePort }) =>
        nodePort === undefined ? [] : [[nodePort, `${metadata.namespace}/${metadata.name}`] as const],
      ),
    ),
  );
  return [...wanted].map(([service, usual]) => {
    const own = `${namespace}/${service}`;
    const port = [...holders].find(([, holder]) => holder === own)?.[0] ?? usual;
    return { service, port, holder: holders.get(port) };
  });
}
