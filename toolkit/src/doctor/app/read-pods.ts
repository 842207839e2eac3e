import { z } from 'zod';
import type { PodFact } from './cluster-app.ts';

const state = z.object({
  waiting: z.object({ reason: z.string().default(''), message: z.string().default('') }).optional(),
  terminated: z
    .object({ reason: z.string().default(''), exitCode: z.int().optional(), message: z.string().default('') })
    .optional(),
});
const container = z.object({
  name: z.string(),
  image: z.string().default(''),
  ready: z.boolean(),
  restartCount: z.int(),
  state: state.default({}),
});
const pods = z.object({
  items: z.array(
    z.object({
      metadata: z.object({ name: z.string(), creationTimestamp: z.string(), deletionTimestamp: z.string().optional() }),
      status: z.object({
        phase: z.string().default(''),
        conditions: z
          .array(
            z.object({
              type: z.string(),
              status: z.string(),
              reason: z.string().default(''),
              message: z.string().default(''),
            }),
          )
          .default([]),
        containerStatuses: z.array(container).default([]),
        initContainerStatuses: z.array(container).default([]),
      }),
    }),
  ),
});
const events = z.object({
  items: z.array(
    z.object({
      involvedObject: z.object({ name: z.string().default('') }),
      reason: z.string().default(''),
      message: z.string().default(''),
    }),
  ),
});

const MOST_CHARACTERS = 160;

/**
 * Reads `kubectl get pods --output json`, and the Warnings of `kubectl get events --output json`, oldest first. Pods that
 * have done their work or are ending do not count.
 * @returns undefined for a text that is nothing of the kind
 */
export function readPods(text: string, eventsText: string, now: Date): PodFact[] | undefined {
  const list = parse(pods, text);
  if (!list) return undefined;
  const warnings = parse(events, eventsText)?.items ?? [];
  return list.items
    .filter(({ metadata, status }) => metadata.deletionTimestamp === undefined && status.phase !== 'Succeeded')
    .map(({ metadata, status }) => {
      const isReady = status.conditions.some((each) => each.type === 'Ready' && each.status === 'True');
      const why: Why | undefined =
        whyNot(status) ?? warnings.findLast(({ involvedObject }) => involvedObject.name === metadata.name);
      return {
        name: metadata.name,
        isReady,
        reason: why?.reason ?? '',
        message: oneLine(why?.message ?? ''),
        image: why?.image,
        ageSeconds: (now.getTime() - Date.parse(metadata.creationTimestamp)) / 1000,
      };
    });
}

interface Why {
  reason: string;
  message: string;
  image?: string;
}

type Status = z.output<typeof pods>['items'][number]['status'];

/** A container says it best, and where there is none yet, why the pod got no node. What goes on by itself says nothing. */
function whyNot({ conditions, initContainerStatuses, containerStatuses }: Status): Why | undefined {
  const goesOn = ['', 'ContainerCreating', 'PodInitializing'];
  for (const { ready, restartCount, state: now, name, image } of [...initContainerStatuses, ...containerStatuses]) {
    if (ready) continue;
    if (now.waiting && !goesOn.includes(now.waiting.reason)) {
      const again = restartCount > 0 ? `${name} has ended ${restartCount} times. ` : '';
      return { reason: now.waiting.reason, message: again + now.waiting.message, image };
    }
    if (now.terminated && now.terminated.exitCode !== 0) {
      const { reason, exitCode, message } = now.terminated;
      return { reason, message: `${name} ended with exit code ${exitCode}. ${message}`, image };
    }
  }
  const unscheduled = conditions.find(({ type, status }) => type === 'PodScheduled' && status === 'False');
  return unscheduled && { reason: unscheduled.reason, message: unscheduled.message };
}

function oneLine(text: string): string {
  const line = text.replace(/[^\P{C}]+/gu, ' ').trim();
  return line.length > MOST_CHARACTERS ? `${line.slice(0, MOST_CHARACTERS - 1)}…` : line;
}

function parse<Output>(schema: z.ZodType<Output>, text: string): Output | undefined {
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
