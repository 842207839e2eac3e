import { z } from 'zod';

const pod = z.object({ containers: z.array(z.object({ image: z.string() })).default([]) });
const workloads = z.object({ items: z.array(z.object({ spec: z.object({ template: z.object({ spec: pod }) }) })) });

/** The images that `kubectl get deployments,statefulsets,jobs --output json` names. */
export function imagesOfWorkloads(text: string): string[] {
  const { items } = parse(workloads, text) ?? { items: [] };
  return [...new Set(items.flatMap(({ spec }) => spec.template.spec.containers.map(({ image }) => image)))];
}

const node = z.object({
  status: z.object({
    images: z.array(z.object({ names: z.array(z.string()).nullish() })).default([]),
    nodeInfo: z.object({ containerRuntimeVersion: z.string().default(''), machineID: z.string().default('') }),
  }),
});

/** A kubelet tells of its fifty largest images, unless it is set up otherwise. */
const MOST_TOLD = 50;

export interface NodeImages {
  names: readonly string[];
  /** There may be more than these. */
  isCut: boolean;
  /** They are those of the Docker Engine of this very machine. */
  isThisEngine: boolean;
}

/**
 * Reads `kubectl get nodes --output json`.
 * @param machineId of this machine
 * @returns undefined for a text that is nothing of the kind
 */
export function readNodes(text: string, machineId: string): NodeImages | undefined {
  const items = parse(z.object({ items: z.array(node).min(1) }), text)?.items;
  if (!items) return undefined;
  return {
    names: items.flatMap(({ status }) => status.images.flatMap(({ names }) => (names ?? []).map(shortName))),
    isCut: items.some(({ status }) => status.images.length >= MOST_TOLD),
    isThisEngine: items.every(
      ({ status: { nodeInfo } }) =>
        nodeInfo.containerRuntimeVersion.startsWith('docker:') && machineId !== '' && nodeInfo.machineID === machineId,
    ),
  };
}

/** As people write it: containerd spells out where a name without a registry would come from. */
export function shortName(name: string): string {
  return name.replace(/^docker\.io\/(library\/)?/, '').replace(/^localhost\//, '');
}

function parse<Output>(schema: z.ZodType<Output>, text: string): Output | undefined {
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
