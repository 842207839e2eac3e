import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '../../platform/logger.ts';
import { VoteOption } from './vote-schema.ts';
import type { VoteEntry, VoteStream } from './vote-stream.ts';

const BATCH = 500;
const WAIT_MS = 1_000;
const LOOK_FOR_ABANDONED_EVERY_MS = 5_000;
// Longer than the slowest batch takes: sooner, two workers would do the same work.
const ABANDONED_AFTER_MS = 15_000;
const SAME_AGAIN_AFTER_MS = 60_000;
const RETRY_AFTER_MS = 1_000;

type CountedVote = { streamId: string; option: VoteOption };
export type CountVotes = (votes: CountedVote[]) => Promise<void>;

/** Which entries count, and why the others never will. */
export function judgeEntries(entries: VoteEntry[]) {
  const votes: CountedVote[] = [];
  const refused: { entry: VoteEntry; reason: 'missing_vote_option' | 'invalid_vote_option' }[] = [];
  for (const entry of entries) {
    const option = VoteOption.safeParse(entry.option);
    if (option.success) votes.push({ streamId: entry.id, option: option.data });
    else refused.push({ entry, reason: entry.option === null ? 'missing_vote_option' : 'invalid_vote_option' });
  }
  return { votes, refused };
}

/**
 * Counts votes until the signal says stop, and then finishes and acknowledges its batch. A batch is acknowledged only
 * after its votes are saved: a crash in between delivers them again, and the stream's id keeps them from counting twice.
 * @param onRound called after each round that worked, also an empty one
 */
export async function runVoteCounter(
  {
    stream,
    countVotes,
    logger,
    onRound,
  }: { stream: VoteStream; countVotes: CountVotes; logger: Logger; onRound: () => void },
  consumer: string,
  signal: AbortSignal,
  {
    abandonedAfterMs = ABANDONED_AFTER_MS,
    lookEveryMs = LOOK_FOR_ABANDONED_EVERY_MS,
    waitMs = WAIT_MS,
    retryAfterMs = RETRY_AFTER_MS,
  } = {},
): Promise<void> {
  let lookedAt = -Infinity;
  let told = { message: '', at: -Infinity };

  async function next(): Promise<VoteEntry[]> {
    if (performance.now() - lookedAt >= lookEveryMs) {
      const abandoned = await stream.takeOver(consumer, { count: BATCH, idleMs: abandonedAfterMs });
      if (abandoned.length > 0) logger.warn({ entries: abandoned.length }, 'abandoned_votes_taken_over');
      // A full batch means that there may be more of them.
      if (abandoned.length < BATCH) lookedAt = performance.now();
      if (abandoned.length > 0) return abandoned;
    }
    return stream.read(consumer, { count: BATCH, waitMs });
  }

  while (!signal.aborted) {
    try {
      const { votes, refused } = judgeEntries(await next());
      if (votes.length > 0) {
        await countVotes(votes);
        await stream.acknowledge(votes.map(({ streamId }) => streamId));
        logger.info({ votes: votes.length }, 'votes_counted');
      }
      for (const { entry, reason } of refused) {
        logger.warn({ vote: entry.option?.slice(0, 100), stream_id: entry.id }, reason);
        await stream.moveToDeadLetters(entry, reason);
      }
      onRound();
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      // It fails again each second for as long as Redis or the database is away.
      if (message !== told.message || performance.now() - told.at >= SAME_AGAIN_AFTER_MS) {
        logger.error({ err: error }, 'vote_round_failed');
        told = { message, at: performance.now() };
      }
      await sleep(retryAfterMs, undefined, { signal }).catch(() => {});
    }
  }
}
