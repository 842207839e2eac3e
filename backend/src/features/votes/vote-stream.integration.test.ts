import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { until } from '../../../test/until.ts';
import { voteWorlds, type VoteWorld } from '../../../test/vote-worlds.ts';
import { VoteStreamFull, type VoteEntry, type VoteStream } from './vote-stream.ts';

const idsOf = (entries: VoteEntry[]) => entries.map(({ id }) => id);
const now = { count: 1_000, waitMs: 0 };

describe.each(voteWorlds)('VOTE-5: the vote stream in $name', ({ missing, start }) => {
  describe.skipIf(missing)(`on a real server${missing ? ` (${missing})` : ''}`, () => {
    let world: VoteWorld;
    let stream: VoteStream;
    beforeAll(async () => {
      world = await start();
      stream = await world.open();
      await until('the stream takes votes', () =>
        stream.check().then(
          () => true,
          () => false,
        ),
      );
    });
    afterEach(() => world.clear());
    afterAll(() => world.stop());

    const add = async (count: number) => {
      const ids: string[] = [];
      for (let n = 0; n < count; n += 1) ids.push(await stream.add(n % 3 ? 'cats' : 'dogs'));
      return ids;
    };

    test('entries come in the order in which they were written, with what was written', async () => {
      const ids = await add(5);
      expect(await stream.read('a', now)).toEqual(ids.map((id, n) => ({ id, option: n % 3 ? 'cats' : 'dogs' })));
    });

    test('a read gives as many as asked for, and the next one goes on there', async () => {
      const ids = await add(5);
      expect(idsOf(await stream.read('a', { count: 2, waitMs: 0 }))).toEqual(ids.slice(0, 2));
      expect(idsOf(await stream.read('a', { count: 9, waitMs: 0 }))).toEqual(ids.slice(2));
    });

    test('a read waits for the first entry, and for nothing when there is none', async () => {
      const waiting = stream.read('a', { count: 10, waitMs: 10_000 });
      const [id] = await add(1);
      expect(idsOf(await waiting)).toEqual([id]);
      expect(await stream.read('a', { count: 10, waitMs: 50 })).toEqual([]);
    });

    test('entries that were there before the first reader are read too', async () => {
      await world.write('cats');
      await world.write('dogs');
      expect((await stream.read('a', now)).map(({ option }) => option)).toEqual(['cats', 'dogs']);
    });

    test('what was delivered is not read again, and after an idle time somebody can take it over', async () => {
      const ids = await add(2);
      await stream.read('a', now);
      expect(await stream.read('b', now)).toEqual([]);
      expect(await stream.takeOver('b', { count: 10, idleMs: 60_000 })).toEqual([]);
      await pause(60);
      expect(idsOf(await stream.takeOver('b', { count: 10, idleMs: 50 }))).toEqual(ids);
      // And now they belong to b for as long again.
      expect(await stream.takeOver('a', { count: 10, idleMs: 60_000 })).toEqual([]);
    });

    test('what was acknowledged never comes again, from nobody', async () => {
      const ids = await add(3);
      await stream.read('a', now);
      await stream.acknowledge(ids.slice(0, 2));
      expect(idsOf(await stream.takeOver('b', { count: 10, idleMs: 0 }))).toEqual(ids.slice(2));
      await stream.acknowledge(ids);
      await stream.acknowledge(ids);
      await stream.acknowledge([]);
      expect(await stream.takeOver('b', { count: 10, idleMs: 0 })).toEqual([]);
      expect(await stream.read('b', now)).toEqual([]);
    });

    test('only what was acknowledged leaves the stream', async () => {
      const ids = await add(4);
      await stream.read('a', { count: 3, waitMs: 0 });
      await stream.acknowledge([ids[1]!]);
      expect(await world.ids()).toEqual([ids[0], ids[2], ids[3]]);
    });

    test('programs that read at the same time share the entries: each gets its own, together all', async () => {
      const ids = await add(200);
      const programs = await Promise.all([world.open(), world.open(), world.open()]);
      await until('all are connected', () =>
        Promise.all(programs.map((program) => program.check())).then(
          () => true,
          () => false,
        ),
      );
      const drain = async (program: VoteStream, consumer: string) => {
        const mine: string[] = [];
        for (;;) {
          const got = idsOf(await program.read(consumer, { count: 7, waitMs: 0 }));
          if (got.length === 0) return mine;
          mine.push(...got);
        }
      };
      const shares = await Promise.all(programs.map((program, n) => drain(program, `consumer-${n}`)));
      expect(shares.flat().toSorted()).toEqual(ids.toSorted());
    });

    test('entries of other programs come as they are: an unknown option, no option', async () => {
      await world.write('birds');
      await world.write(null);
      expect((await stream.read('a', now)).map(({ option }) => option)).toEqual(['birds', null]);
    });

    test('a dead letter keeps what it was and why, and is never delivered again', async () => {
      await world.write('birds');
      await world.write(null);
      const entries = await stream.read('a', now);
      for (const entry of entries) await stream.moveToDeadLetters(entry, 'a reason');
      expect(await world.deadLetters()).toEqual(entries.map((entry) => ({ ...entry, reason: 'a reason' })));
      expect(await world.ids()).toEqual([]);
      expect(await stream.takeOver('b', { count: 10, idleMs: 0 })).toEqual([]);
    });

    test('a full stream takes no vote and says so, and takes them again when there is room', async () => {
      const small = await world.open({ maxLength: 3 });
      await until('it is connected', () =>
        small.check().then(
          () => true,
          () => false,
        ),
      );
      const written = await add(3);
      // It may know its length only from a moment ago.
      await until('it is full', () =>
        small.check().then(
          () => false,
          (error) => error instanceof VoteStreamFull,
        ),
      );
      await expect(small.add('cats')).rejects.toThrow(VoteStreamFull);
      expect(await world.ids()).toEqual(written);
      await small.read('a', now);
      await expect(small.add('cats')).rejects.toThrow(VoteStreamFull);
      await small.acknowledge(written);
      await until('there is room again', () =>
        small.add('cats').then(
          () => true,
          () => false,
        ),
      );
      expect(await world.ids()).toHaveLength(1);
    });

    test('while the server is away a vote is refused, and all works by itself when it is back, with nothing lost', async () => {
      const ids = await add(3);
      expect(idsOf(await stream.read('a', { count: 1, waitMs: 0 }))).toEqual(ids.slice(0, 1));
      await world.kill();
      // PostgreSQL's processes outlive their parent for a moment.
      await until('the server is away', () =>
        stream.check().then(
          () => false,
          () => true,
        ),
      );
      // Nobody waits for it to come back; the three seconds are for a slow machine.
      const waited = pause(3_000).then(() => 'still waiting');
      await expect(Promise.race([stream.add('cats'), waited])).rejects.toBeInstanceOf(Error);
      await expect(stream.read('a', { count: 1, waitMs: 10 })).rejects.toBeInstanceOf(Error);
      await world.restart();
      let added = '';
      await until('votes are taken again', () =>
        stream.add('dogs').then(
          (id) => (added = id),
          () => false,
        ),
      );
      expect(await world.ids()).toEqual([...ids, added]);
      const rest: string[] = [];
      await until('the rest is read', async () => {
        rest.push(...idsOf(await stream.read('a', now).catch(() => [])));
        return rest.length > 0;
      });
      expect(rest).toEqual([...ids.slice(1), added]);
      expect(idsOf(await stream.takeOver('b', { count: 10, idleMs: 0 }))).toEqual([...ids, added]);
    });

    test('closing ends a read that waits, and may happen twice', async () => {
      const own = await world.open();
      await until('it is connected', () =>
        own.check().then(
          () => true,
          () => false,
        ),
      );
      const waiting = own.read('a', { count: 1, waitMs: 500 }).then(
        () => 'over',
        () => 'over',
      );
      await own.close();
      await own.close();
      expect(await waiting).toBe('over');
    });
  });
});
