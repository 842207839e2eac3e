import { z } from 'zod';
import type { CopyPart } from '../copy.ts';
import type { Inside, Use } from '../inside.ts';
import { linesOf } from '../program.ts';
import type { Objects, Pod } from './objects.ts';
import { KINDS, readObjects } from './objects.ts';
import type { Programs } from './programs.ts';
import { memoryOf } from './memory.ts';
import { selectorOf, workloadOf, workloads } from './workloads.ts';

/** The app in a namespace of a cluster: what can be asked of it, and done with it. */
export interface ClusterApp extends Inside, Programs {
  /** Why the project's charts cannot be looked at; undefined when they can. */
  noCharts: string | undefined;
  /** All of its objects as they are now. */
  objects(): Promise<Objects>;
  /** The pods of a part, also those that are ending. */
  podsOf: (part: CopyPart) => Promise<Pod[]>;
  /** What its containers have written, oldest first; or, with `ofEnded`, those before them that Kubernetes has started anew. */
  lines(part: CopyPart, which?: { ofEnded?: boolean }): Promise<string[]>;
  /** The names of the keys of a Secret, never their values; undefined: there is no such Secret. */
  keysOf(secret: string): Promise<string[] | undefined>;
}

const list = z.object({ items: z.array(z.unknown()) });
const ROLLOUT_LIMIT_S = 90;
/** What kubectl itself says among the lines of a log that is not there yet. */
const OF_KUBECTL = /^error: (container|a container|previous)\b.* in pod /;

export function createApp(root: string, programs: Programs, noCharts: string | undefined): ClusterApp {
  const { ask, kubectl } = programs;
  const get = async (...words: string[]) =>
    readObjects(list.parse(JSON.parse(await ask(['get', ...words, '--output', 'json']))).items);
  const objects = () => get(KINDS);
  return {
    ...programs,
    root,
    noCharts,
    objects,
    podsOf: async (part) => (await get('pods', '--selector', selectorOf(part))).pods,
    async keysOf(secret) {
      const template = '{{range $key, $value := .data}}{{println $key}}{{end}}';
      const { code, out } = await kubectl(['get', 'secret', secret, '--output', `go-template=${template}`]);
      return code === 0 ? linesOf(out) : undefined;
    },
    exec: (part, command) => ask(['exec', ...insideOf(part), '--', ...command]),
    async lines(part, { ofEnded = false } = {}) {
      const { container } = workloads[part];
      const of = ['--selector', selectorOf(part), '--container', container, ...(ofEnded ? ['--previous'] : [])];
      // One whose container has not started yet has nothing to say.
      const { out } = await kubectl(['logs', ...of, '--tail', '-1', '--max-log-requests', '50', '--ignore-errors']);
      return linesOf(out).filter((line) => !OF_KUBECTL.test(line));
    },
    async memory(): Promise<Use[]> {
      return memoryOf(programs, (await objects()).pods);
    },
    async scale(part, replicas) {
      const workload = workloadOf(part);
      await ask(['scale', workload, `--replicas=${replicas}`]);
      await ask(['rollout', 'status', workload, `--timeout=${ROLLOUT_LIMIT_S}s`]);
    },
  };
}

const insideOf = (part: CopyPart) => [workloadOf(part), '--container', workloads[part].container];
