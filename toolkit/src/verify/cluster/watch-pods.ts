import type { PartEnding } from '../copy.ts';
import { toEnding } from '../exit-code.ts';
import type { Programs } from './programs.ts';

/** Hears of the pods of a part until they are gone: a pod that is gone says no more how it has ended. */
export interface PodWatch {
  /** When the cluster tells of changes from now on. */
  begun: Promise<void>;
  /** The exit codes of all pods that were there, when all are gone; undefined after that time. */
  gone(limitMs: number): Promise<PartEnding[] | undefined>;
  /** Hears no more: whoever begins it has to end it, also when something fails meanwhile. */
  end(): void;
}

const PATH = '{.type} {.object.metadata.uid} {.object.status.containerStatuses[0].state.terminated.exitCode}{"\\n"}';

/** @param uids of the pods, of which others may be there that are not meant */
export function watchPods({ kubectl }: Programs, selector: string, uids: readonly string[]): PodWatch {
  const over = new AbortController();
  const begun = Promise.withResolvers<void>();
  const gone = Promise.withResolvers<void>();
  const codes = new Map<string, number>();
  const left = new Set(uids);
  const onLine = (line: string) => {
    begun.resolve();
    const [type, uid = '', code = ''] = line.split(' ');
    if (!uids.includes(uid)) return;
    if (code !== '') codes.set(uid, Number(code));
    if (type === 'DELETED') left.delete(uid);
    if (left.size === 0) gone.resolve();
  };
  const args = [
    'get',
    'pods',
    '--selector',
    selector,
    '--watch',
    '--output-watch-events',
    '--output',
    `jsonpath=${PATH}`,
  ];
  // It ends only when it is told to; where it does not even begin, nothing is to be seen.
  void kubectl(args, { stop: over.signal, onLine })
    .catch(() => undefined)
    .finally(() => begun.resolve());
  return {
    begun: begun.promise,
    async gone(limitMs) {
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<'late'>((resolve) => {
        timer = setTimeout(() => resolve('late'), limitMs);
      });
      const how = await Promise.race([gone.promise, late]);
      clearTimeout(timer);
      return how === 'late' ? undefined : [...codes.values()].map(toEnding);
    },
    end: () => over.abort(),
  };
}
