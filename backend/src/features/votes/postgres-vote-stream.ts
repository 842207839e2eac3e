import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from '../../platform/database.ts';
import type { VoteOption } from './vote-schema.ts';
import { VoteStreamFull, type VoteEntry, type VoteStream } from './vote-stream.ts';

const POLL_EVERY_MS = 100;
// Counting a large backlog takes longer than adding a vote.
const COUNT_EVERY_MS = 1_000;

type Row = { id: bigint; option: string | null };

/** The vote stream as a table, for where no Redis is. SKIP LOCKED keeps consumers out of each other's way. */
export function createPostgresVoteStream(database: Database, { maxLength = 1_000_000 } = {}): VoteStream {
  let counted = { at: -Infinity, full: false };

  async function isFull(): Promise<boolean> {
    if (performance.now() - counted.at > COUNT_EVERY_MS) {
      const beyond = await database.voteStreamEntry.findFirst({
        select: { id: true },
        skip: maxLength - 1,
        orderBy: { id: 'asc' },
      });
      counted = { at: performance.now(), full: beyond !== null };
    }
    return counted.full;
  }

  const deliver = (consumer: string, count: number, idleMs: number | undefined) =>
    database.$queryRaw<Row[]>`
      UPDATE vote_stream
      SET consumer = ${consumer}, delivered_at = clock_timestamp(), deliveries = deliveries + 1
      WHERE id IN (
        SELECT id FROM vote_stream
        WHERE CASE WHEN ${idleMs ?? null}::float8 IS NULL
          THEN delivered_at IS NULL
          ELSE delivered_at <= clock_timestamp() - ${idleMs ?? 0} * interval '1 millisecond'
        END
        ORDER BY id LIMIT ${count} FOR UPDATE SKIP LOCKED
      )
      RETURNING id, option`.then(toEntries);

  return {
    async add(option: VoteOption) {
      if (await isFull()) throw new VoteStreamFull();
      const { id } = await database.voteStreamEntry.create({ data: { option }, select: { id: true } });
      return toId(id);
    },

    async read(consumer, { count, waitMs }) {
      const until = performance.now() + waitMs;
      for (;;) {
        const entries = await deliver(consumer, count, undefined);
        if (entries.length > 0 || performance.now() >= until) return entries;
        await sleep(POLL_EVERY_MS);
      }
    },

    takeOver: (consumer, { count, idleMs }) => deliver(consumer, count, idleMs),

    async acknowledge(ids) {
      await database.voteStreamEntry.deleteMany({ where: { id: { in: ids.map(fromId) } } });
    },

    async moveToDeadLetters(entry, reason) {
      await database.$transaction([
        database.voteDeadLetter.createMany({
          data: [{ entryId: entry.id, option: entry.option, reason }],
          skipDuplicates: true,
        }),
        database.voteStreamEntry.deleteMany({ where: { id: fromId(entry.id) } }),
      ]);
    },

    async check() {
      await database.$queryRaw`SELECT 1`; // what isFull answers may be a second old
      if (await isFull()) throw new VoteStreamFull();
    },

    async close() {},
  };
}

// The prefix keeps these ids apart from those of Redis in the table of counted votes.
const toId = (id: bigint) => `pg-${id}`;
const fromId = (id: string) => BigInt(id.slice('pg-'.length));

function toEntries(rows: Row[]): VoteEntry[] {
  // RETURNING keeps no order.
  return rows.toSorted((a, b) => (a.id < b.id ? -1 : 1)).map(({ id, option }) => ({ id: toId(id), option }));
}
