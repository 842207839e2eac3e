import type { CheckContext, Finding } from '../check.ts';
import { defineCheck } from '../check.ts';
import { unless } from '../found.ts';
import type { Inside } from '../inside.ts';
import { insideOf } from '../inside.ts';
import type { Consumer } from '../redis.ts';
import { addEntry, consumersOf, GROUP, redis, STREAM } from '../redis.ts';
import { countedAmong } from '../sql.ts';
import { hasStatus } from '../until.ts';

const LEFT = 3;
const VOTES = 120;
const VOTE_EVERY_MS = 15;
const GHOST = 'verify-dead';
/** Longer than any worker waits before it takes over. */
const IDLE_MS = 600_000;
const TAKEN_OVER_WITHIN_MS = 30_000;
const LOOK_EVERY_MS = 300;

export interface Shared {
  consumers: Consumer[];
  /** How long ago the first of the votes was sent. */
  withinMs: number;
  acknowledged: number;
  counted: number;
  /** Entries that a consumer had read when it died, and those of them that were counted. */
  left: number;
  takenOver: number;
}

export const twoWorkersShareTheVotes = defineCheck({
  id: 'VOTE-6',
  title: 'Workers share the votes, a dead one leaves none',
  runtimes: ['compose', 'cluster'],
  needs: 'copy',

  disturb: {
    shows: 'two workers, and one that dies',

    async gather(context, copy): Promise<Shared> {
      const inside = insideOf(context);
      const left = await leaveEntries(inside, () => copy.end('worker', 'SIGTERM'));
      await copy.start('worker');
      await inside.scale('worker', 2);
      const began = context.now();
      const ids = await vote(context);
      const counted = await countedWithin(context, inside, [...left, ...ids]);
      const consumers = await consumersOf(inside);
      const withinMs = context.now() - began;
      await inside.scale('worker', 1);
      const has = (id: string) => counted.includes(id);
      return {
        consumers,
        withinMs,
        acknowledged: ids.length,
        counted: ids.filter(has).length,
        left: left.length,
        takenOver: left.filter(has).length,
      };
    },

    judge: judgeShared,

    saw: ({ counted, takenOver }) => `${counted} votes counted by two workers; ${takenOver} of a dead one taken over`,
  },
});

export function judgeShared({ consumers, withinMs, acknowledged, counted, left, takenOver }: Shared): Finding[] {
  const busy = consumers.filter(({ inactive = -1 }) => inactive >= 0 && inactive <= withinMs);
  const ghost = consumers.find(({ name }) => name === GHOST);
  return [
    ...unless(busy.length >= 2, 'Both workers get votes.', 'two consumers that have read', `${busy.length}`),
    ...unless(counted === acknowledged, 'Together they count every vote.', `${acknowledged} votes`, `${counted}`),
    ...unless(
      takenOver === left && (ghost?.pending ?? 0) === 0,
      "A dead worker's entries are taken over.",
      `${left} votes, within ${TAKEN_OVER_WITHIN_MS / 1000} s`,
      `${takenOver}, and ${ghost?.pending ?? 0} still with it`,
    ),
  ];
}

/** A consumer reads entries while nobody else does, and is never heard of again. */
async function leaveEntries(inside: Inside, endWorker: () => Promise<unknown>): Promise<string[]> {
  await endWorker();
  const ids: string[] = [];
  for (let number = 0; number < LEFT; number++) ids.push(await addEntry(inside, 'vote', 'cats'));
  await redis(inside, 'XREADGROUP', 'GROUP', GROUP, GHOST, 'COUNT', String(LEFT), 'STREAMS', STREAM, '>');
  // As if that had been long ago.
  await redis(inside, 'XCLAIM', STREAM, GROUP, GHOST, '0', ...ids, 'IDLE', String(IDLE_MS));
  return ids;
}

async function vote({ backend, pause }: CheckContext): Promise<string[]> {
  const ids: string[] = [];
  for (let number = 0; number < VOTES; number++) {
    const sent = await backend('POST', '/api/vote', { json: { option: 'dogs' } });
    if (hasStatus(201)(sent))
      ids.push(String((JSON.parse(sent.answer?.body ?? '{}') as Record<string, unknown>)['stream_id']));
    await pause(VOTE_EVERY_MS);
  }
  return ids.filter((id) => /^\d+-\d+$/.test(id));
}

async function countedWithin({ now, pause }: CheckContext, inside: Inside, ids: string[]): Promise<string[]> {
  const until = now() + TAKEN_OVER_WITHIN_MS;
  for (;;) {
    const counted = [...(await countedAmong(inside, ids))];
    if (counted.length === ids.length || now() > until) return counted;
    await pause(LOOK_EVERY_MS);
  }
}
