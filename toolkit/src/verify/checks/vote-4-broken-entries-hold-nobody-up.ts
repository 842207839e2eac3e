import type { Finding } from '../check.ts';
import { defineCheck } from '../check.ts';
import { unless } from '../found.ts';
import { insideOf } from '../inside.ts';
import { addEntry, groupOf, redis } from '../redis.ts';
import { sql } from '../sql.ts';

const SETTLED_WITHIN_MS = 10_000;
const LOOK_EVERY_MS = 200;
const FIELD = 'vote';

export interface Broken {
  /** What a worker has said of an entry with an unknown option. */
  lines: string[];
  deadLetters: string;
  birds: string;
  fieldless: string;
  pending: number | undefined;
  /** The option of the vote that came after them, in the database. */
  next: string[];
}

export const brokenEntriesHoldNobodyUp = defineCheck({
  id: 'VOTE-4',
  title: 'Broken entries of the stream hold nobody up',
  runtimes: ['compose', 'cluster'],
  looksInto: ['postgres', 'redis', 'worker'],
  turn: 'votes',
  needs: 'votes',

  async gather(context): Promise<Broken> {
    const inside = insideOf(context);
    const birds = await addEntry(inside, FIELD, 'birds');
    const fieldless = await addEntry(inside, 'colour', 'blue');
    const good = await addEntry(inside, FIELD, 'dogs');
    const until = context.now() + SETTLED_WITHIN_MS;
    for (;;) {
      const deadLetters = await readDeadLetters();
      const pending = (await groupOf(inside))?.pending;
      const next = await sql(inside, `SELECT option FROM votes WHERE stream_id = '${good}'`);
      const isSettled = pending === 0 && next.length > 0 && [birds, fieldless].every((id) => deadLetters.includes(id));
      if (isSettled || context.now() > until) {
        const lines = (await inside.lines('worker')).filter((line) => line.includes(birds));
        return { lines, deadLetters, birds, fieldless, pending, next };
      }
      await context.pause(LOOK_EVERY_MS);
    }

    async function readDeadLetters(): Promise<string> {
      const names = await redis(inside, 'KEYS', '*dead*');
      const streams = (Array.isArray(names) ? names : []).map((name) =>
        redis(inside, 'XREVRANGE', String(name), '+', '-', 'COUNT', '20'),
      );
      return JSON.stringify(await Promise.all(streams));
    }
  },

  judge: judgeBroken,

  saw: ({ lines }) =>
    `"birds" and an entry without the field: set aside (${lines.length} line in the log), the next vote counted`,
});

export function judgeBroken({ lines, deadLetters, birds, fieldless, pending, next }: Broken): Finding[] {
  const isWarning = (line: string) =>
    ['"event":"invalid_vote_option"', '"level":"warning"', '"vote":"birds"'].every((part) => line.includes(part));
  return [
    ...unless(
      lines.some(isWarning),
      'An unknown option is a warning in the log.',
      '{"event":"invalid_vote_option","level":"warning","vote":"birds"}',
      lines[0] ?? 'no such line',
      'the log of the worker',
    ),
    ...unless(deadLetters.includes(birds), 'An unknown option is a dead letter.', birds, 'not among the dead letters'),
    ...unless(
      deadLetters.includes(fieldless),
      'An entry without the field is a dead letter.',
      fieldless,
      'not among the dead letters',
    ),
    ...unless(pending === 0, 'They do not stay with the group.', 'nothing pending', `${pending} pending`),
    ...unless(next.join() === 'dogs', 'The vote after them counts.', 'dogs', next.join(', ') || 'nothing'),
  ];
}
