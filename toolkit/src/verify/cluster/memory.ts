import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import type { CopyPart } from '../copy.ts';
import { copyParts } from '../copy.ts';
import type { Use } from '../inside.ts';
import type { Pod } from './objects.ts';
import { isReady } from './objects.ts';
import type { Programs } from './programs.ts';
import { workloads } from './workloads.ts';

const summary = z.object({
  pods: z.array(
    z.object({
      podRef: z.object({ uid: z.string() }),
      containers: z
        .array(z.object({ name: z.string(), memory: z.object({ workingSetBytes: z.int().optional() }).optional() }))
        .nullish(),
    }),
  ),
});
/** A node measures a new pod only after a while. */
const TRIES = 20;
const LOOK_EVERY_MS = 1000;

/** What the pods use, as their nodes say: without a metrics server. */
export async function memoryOf({ ask }: Programs, pods: readonly Pod[]): Promise<Use[]> {
  const ours = copyParts.flatMap((part) =>
    pods.filter((pod) => isReady(pod) && isOf(part, pod)).map((pod) => ({ part, pod })),
  );
  const nodes = [...new Set(ours.flatMap(({ pod }) => pod.spec.nodeName ?? []))];
  for (let left = TRIES; ; left--) {
    const said = await Promise.all(
      nodes.map((node) => ask(['get', '--raw', `/api/v1/nodes/${node}/proxy/stats/summary`])),
    );
    const uses = ours.map(({ part, pod }) => ({ service: part, bytes: readSummaries(said, pod.metadata.uid) }));
    if (left === 0 || uses.every(({ bytes }) => bytes > 0)) return uses.filter(({ bytes }) => bytes > 0);
    await pause(LOOK_EVERY_MS);
  }
}

const isOf = (part: CopyPart, { metadata }: Pod) => metadata.labels['app'] === workloads[part].app;

/** The bytes of all containers of a pod; 0 where no node has a figure yet. */
export function readSummaries(texts: readonly string[], uid: string): number {
  const all = texts.flatMap((text) => summary.parse(JSON.parse(text)).pods);
  const containers = all.find(({ podRef }) => podRef.uid === uid)?.containers ?? [];
  return containers.reduce((total, { memory }) => total + (memory?.workingSetBytes ?? 0), 0);
}
