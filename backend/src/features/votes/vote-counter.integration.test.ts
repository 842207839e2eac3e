import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type LogLine } from '../../../test/processes.ts';
import { until } from '../../../test/until.ts';
import { voteWorlds, type VoteWorld } from '../../../test/vote-worlds.ts';
import { createDatabase, type Database } from '../../platform/database.ts';
import { createLogger } from '../../platform/logger.ts';
import { runVoteCounter, type CountVotes } from './vote-counter.ts';
import { countVotesIn } from './vote-store.ts';
import type { VoteStream } from './vote-stream.ts';

describe.each(voteWorlds)('VOTE-5: counting from $name', ({ missing, start }) => {
  describe.skipIf(missing)(`on a real server${missing ? ` (${missing})` : ''}`, () => {
    let world: VoteWorld;
    let stream: VoteStream;
    let database: Database;
    let count: CountVotes;
    let stopping: AbortController;
    let log: LogLine[];
    beforeAll(async () => {
      world = await start();
      stream = await world.open();
      database = createDatabase(world.database.url);
      count = countVotesIn(database);
      await until('the stream takes votes', () =>
        stream.check().then(
          () => true,
          () => false,
        ),
      );
    });
    beforeEach(() => {
      stopping = new AbortController();
      log = [];
    });
    afterEach(async () => {
      stopping.abort();
      await world.clear();
    });
    afterAll(async () => {
      await database.$disconnect();
      await world.stop();
    });

    function run(countVotes: CountVotes, onRound = () => {}) {
      const logger = createLogger('debug', { write: (line) => void log.push(JSON.parse(line) as LogLine) });
      const limits = { abandonedAfterMs: 100, lookEveryMs: 100, waitMs: 50, retryAfterMs: 50 };
      return runVoteCounter({ stream, countVotes, logger, onRound }, 'counter', stopping.signal, limits);
    }
    const counted = async () =>
      (await world.database.sql('SELECT stream_id FROM votes ORDER BY stream_id')).map((row) =>
        String(row['stream_id']),
      );
    const isEmpty = async () => (await world.ids()).length === 0;

    async function stop(running: Promise<void>) {
      stopping.abort();
      await running;
    }

    test('votes are counted and leave the stream', async () => {
      const ids = [await stream.add('cats'), await stream.add('dogs'), await stream.add('cats')];
      let rounds = 0;
      const running = run(count, () => (rounds += 1));
      await until('all have left the stream', isEmpty);
      await stop(running);
      expect(await counted()).toEqual(ids.toSorted());
      expect(rounds).toBeGreaterThan(0);
    });

    test('a failure between saving and acknowledging counts nothing twice', async () => {
      const ids = [await stream.add('cats'), await stream.add('dogs')];
      let calls = 0;
      const running = run(async (votes) => {
        await count(votes);
        calls += 1;
        if (calls === 1) throw new Error('killed before the acknowledgement');
      });
      await until('all have left the stream', isEmpty);
      await stop(running);
      expect(calls).toBeGreaterThan(1);
      expect(await counted()).toEqual(ids.toSorted());
      expect(log).toContainEqual(expect.objectContaining({ level: 'error', event: 'vote_round_failed' }));
      expect(log).toContainEqual(expect.objectContaining({ level: 'warning', event: 'abandoned_votes_taken_over' }));
    });

    test('votes that could not be saved are saved later', async () => {
      const id = await stream.add('cats');
      let broken = true;
      let tries = 0;
      const running = run(async (votes) => {
        tries += 1;
        if (broken) throw new Error('the database is away');
        await count(votes);
      });
      await until('three rounds have failed', () => tries >= 3);
      expect(await world.ids()).toEqual([id]);
      broken = false;
      await until('all have left the stream', isEmpty);
      await stop(running);
      expect(log.filter(({ event }) => event === 'vote_round_failed')).toHaveLength(1);
      expect(await counted()).toEqual([id]);
    });

    test('VOTE-4: what can never count is logged, set aside and holds nobody up', async () => {
      await world.write('birds');
      await world.write(null);
      const id = await stream.add('cats');
      await world.write('x'.repeat(10_000));
      const running = run(count);
      await until('all have left the stream', isEmpty);
      await stop(running);
      expect(await counted()).toEqual([id]);
      expect((await world.deadLetters()).map(({ option, reason }) => [option?.length ?? null, reason])).toEqual([
        [5, 'invalid_vote_option'],
        [null, 'missing_vote_option'],
        [10_000, 'invalid_vote_option'],
      ]);
      expect(log).toContainEqual(
        expect.objectContaining({ event: 'invalid_vote_option', level: 'warning', vote: 'birds' }),
      );
      expect(Math.max(...log.map((line) => JSON.stringify(line).length))).toBeLessThan(1_000);
    });

    test('RUN-8: told to stop in the middle of a batch, it finishes and acknowledges that batch', async () => {
      const ids = [await stream.add('cats'), await stream.add('dogs')];
      const running = run(async (votes) => {
        stopping.abort();
        await new Promise((resolve) => setTimeout(resolve, 100));
        await count(votes);
      });
      await running;
      expect(await counted()).toEqual(ids.toSorted());
      expect(await isEmpty()).toBe(true);
    });

    test('a thousand votes and two counters: each vote counts once', async () => {
      const ids = await Promise.all(Array.from({ length: 1_000 }, () => stream.add('dogs')));
      const both = [run(count), run(count)];
      await until('all have left the stream', isEmpty);
      stopping.abort();
      await Promise.all(both);
      expect(await counted()).toEqual(ids.toSorted());
    });
  });
});
