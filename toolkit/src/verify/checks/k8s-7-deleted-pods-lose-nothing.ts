import { usersOf } from '../accounts.ts';
import type { CheckContext, Finding } from '../check.ts';
import { defineCheck } from '../check.ts';
import type { Found, Work } from '../client-at-work.ts';
import { findAgain, isAcknowledged, judgeWork, untilAllCounted, wordsOf, workWhile } from '../client-at-work.ts';
import type { CopyPart } from '../copy.ts';
import type { Exchange } from '../exchange.ts';
import { expectThat, status } from '../expectations.ts';
import { askUntil, hasStatus } from '../until.ts';

/** Deleted side by side: as when a node is emptied. */
const TOGETHER: readonly (readonly CopyPart[])[] = [
  ['backend', 'worker'],
  ['postgres', 'redis'],
];
const ASK_EVERY_MS = 50;
const WELL_WITHIN_MS = 20_000;
const COUNTED_WITHIN_MS = 40_000;

export interface Deleted {
  /** What visitors got while a pod of the frontend went and another came; undefined: they are led to one pod. */
  pages: Exchange[] | undefined;
  works: { parts: string; work: Work }[];
  found: Found;
}

export const deletedPodsLoseNothing = defineCheck({
  id: 'K8S-7',
  title: 'Deleted pods lose nothing',
  runtimes: ['cluster'],
  needs: 'copy',
  timeLimitMs: 400_000,

  disturb: {
    shows: 'what clients see when pods are deleted',

    async gather(context, copy): Promise<Deleted> {
      const replace = (part: CopyPart) => copy.replace?.(part, 1) ?? Promise.resolve();
      const [own] = await usersOf(context.accounts.assisted());
      const pages = copy.isForwarded ? undefined : await visitWhile(context, () => replace('frontend'));
      const works: Deleted['works'] = [];
      for (const together of TOGETHER) {
        const parts = together.filter((part) => copy.parts.includes(part));
        const act = async () => {
          await Promise.all(parts.map(replace));
          await askUntil(context, () => context.backend('GET', '/api/health'), hasStatus(200), WELL_WITHIN_MS);
        };
        works.push({ parts: parts.join(' and '), work: await workWhile(context, own, act) });
      }
      const ids = works.flatMap(({ work }) => work.votes.filter(isAcknowledged).map(({ key }) => key));
      const countedOf = (some: string[]) => copy.countedOf(some);
      await untilAllCounted(context, { countedOf, ids, limitMs: COUNTED_WITHIN_MS });
      const given = { works: works.map(({ work }) => work), countedOf };
      return { pages, works, found: await findAgain(context, own, given) };
    },

    judge: judgeDeleted,

    saw: ({ pages, works, found }) =>
      `${pages ? `a pod of the frontend deleted: ${pages.length} pages, all there` : 'not what visitors see: a port forward leads them to one pod'}; while a client works (sent/acknowledged/found): ${works.map(({ parts, work }) => wordsOf(parts, work, found)).join('; ')}`,
  },
});

export function judgeDeleted({ pages, works, found }: Deleted): Finding[] {
  return [
    ...(pages ?? []).flatMap((page) =>
      expectThat('Nobody sees that a pod of the frontend is deleted.', page, status(200)),
    ),
    ...works.flatMap(({ parts, work }) => judgeWork(parts, work, found, 'Deleting a pod of')),
  ];
}

/** Asks for a page again and again until something has been done. */
async function visitWhile({ frontend, pause }: CheckContext, act: () => Promise<void>): Promise<Exchange[]> {
  const pages: Exchange[] = [];
  const over = new AbortController();
  const visiting = (async () => {
    while (!over.signal.aborted) {
      pages.push(await frontend('GET', '/sign-in'));
      await pause(ASK_EVERY_MS);
    }
  })();
  await act().finally(() => over.abort());
  await visiting;
  return pages;
}
