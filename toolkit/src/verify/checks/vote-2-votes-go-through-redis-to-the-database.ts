import { z } from 'zod';
import type { Finding } from '../check.ts';
import { defineCheck } from '../check.ts';
import { unless } from '../found.ts';
import type { Group } from '../redis.ts';
import { GROUP, groupOf } from '../redis.ts';
import { sql } from '../sql.ts';
import { mustBe, read, status } from '../expectations.ts';
import { insideOf } from '../inside.ts';

const COUNTED_WITHIN_MS = 10_000;
const LOOK_EVERY_MS = 200;
const receipt = z.object({ stream_id: z.string() });

export interface Way {
  /** What the API said. */
  streamId: string;
  group: Group | undefined;
  /** The option that the database has for it. */
  counted: string[];
}

export const votesGoThroughRedis = defineCheck({
  id: 'VOTE-2',
  title: 'Votes go through Redis to the database',
  runtimes: ['compose', 'cluster'],
  looksInto: ['postgres', 'redis'],
  turn: 'votes',
  needs: 'votes',

  async gather(context): Promise<Way> {
    const inside = insideOf(context);
    const vote = await context.backend('POST', '/api/vote', { json: { option: 'cats' } });
    mustBe('A vote is recorded.', vote, status(201));
    const streamId = read(receipt, vote)?.stream_id ?? '';
    if (!isEntryId(streamId)) return { streamId, group: await groupOf(inside), counted: [] };
    const until = context.now() + COUNTED_WITHIN_MS;
    for (;;) {
      const counted = await sql(inside, `SELECT option FROM votes WHERE stream_id = '${streamId}'`);
      const group = await groupOf(inside);
      if ((counted.length > 0 && group?.pending === 0) || context.now() > until) return { streamId, group, counted };
      await context.pause(LOOK_EVERY_MS);
    }
  },

  judge: judgeWay,

  saw: ({ streamId, group }) =>
    `vote ${streamId}: the stream's entry, read by the group ${group?.name}, in the database`,
});

const isEntryId = (id: string) => /^\d+-\d+$/.test(id);

export function judgeWay({ streamId, group, counted }: Way): Finding[] {
  return [
    ...unless(
      isEntryId(streamId),
      'A vote is an entry of a Redis stream.',
      'a stream_id such as 1763740800000-0',
      streamId,
    ),
    ...unless(
      group !== undefined,
      'A consumer group reads the votes.',
      `the group ${GROUP} of the stream votes`,
      'no such group',
    ),
    ...(group && isEntryId(streamId)
      ? [
          ...unless(
            !isBefore(group['last-delivered-id'], streamId),
            'The group has read the vote.',
            `${streamId} or later`,
            group['last-delivered-id'],
          ),
          ...unless(
            group.pending === 0,
            'The group has acknowledged the vote.',
            'nothing pending',
            `${group.pending} pending`,
          ),
        ]
      : []),
    ...unless(counted.join() === 'cats', 'The vote is in the database, once.', 'cats', counted.join(', ') || 'nothing'),
  ];
}

/** Entries are numbered by time, and those of one millisecond by their order. */
function isBefore(a: string, b: string): boolean {
  const [timeA = 0, numberA = 0] = a.split('-').map(Number);
  const [timeB = 0, numberB = 0] = b.split('-').map(Number);
  return timeA < timeB || (timeA === timeB && numberA < numberB);
}
