import { expect, test } from 'vitest';
import { percentages, stillMissing, withOwnVotes, type OwnVote } from './vote-results.ts';

const vote = (id: number, option: 'cats' | 'dogs', reaches: number): OwnVote => ({ id, option, reaches });

test('own votes are counted until the server has them', () => {
  const own = [vote(1, 'cats', 8), vote(2, 'cats', 9), vote(3, 'dogs', 4)];
  expect(withOwnVotes({ cats: 7, dogs: 3 }, own)).toEqual({ cats: 9, dogs: 4 });
  expect(stillMissing(own, { cats: 8, dogs: 3 })).toEqual([vote(2, 'cats', 9), vote(3, 'dogs', 4)]);
  expect(withOwnVotes({ cats: 12, dogs: 3 }, own)).toEqual({ cats: 12, dogs: 4 });
  expect(stillMissing(own, { cats: 12, dogs: 4 })).toEqual([]);
});

test('without own votes the server is right', () => {
  expect(withOwnVotes({ cats: 7, dogs: 3 }, [])).toEqual({ cats: 7, dogs: 3 });
});

test.each([
  [{ cats: 0, dogs: 0 }, undefined],
  [
    { cats: 1, dogs: 0 },
    { cats: 100, dogs: 0 },
  ],
  [
    { cats: 0, dogs: 5 },
    { cats: 0, dogs: 100 },
  ],
  [
    { cats: 1, dogs: 1 },
    { cats: 50, dogs: 50 },
  ],
  [
    { cats: 2, dogs: 1 },
    { cats: 67, dogs: 33 },
  ],
  [
    { cats: 1, dogs: 999 },
    { cats: 1, dogs: 99 },
  ],
  [
    { cats: 9999, dogs: 1 },
    { cats: 99, dogs: 1 },
  ],
])('%o gives %o', (counts, shares) => {
  expect(percentages(counts)).toEqual(shares);
});
