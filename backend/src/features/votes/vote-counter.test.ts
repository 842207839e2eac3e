import { describe, expect, test } from 'vitest';
import { judgeEntries } from './vote-counter.ts';

describe('VOTE-4: which entries count', () => {
  test('cats and dogs do', () => {
    expect(
      judgeEntries([
        { id: '1', option: 'cats' },
        { id: '2', option: 'dogs' },
      ]),
    ).toEqual({
      votes: [
        { streamId: '1', option: 'cats' },
        { streamId: '2', option: 'dogs' },
      ],
      refused: [],
    });
  });

  test.each(['birds', '', 'CATS', ' cats', 'cats\0', 'constructor'])('the option %j does not', (option) => {
    const entry = { id: '1', option };
    expect(judgeEntries([entry])).toEqual({ votes: [], refused: [{ entry, reason: 'invalid_vote_option' }] });
  });

  test('an entry without the field does not', () => {
    const entry = { id: '1', option: null };
    expect(judgeEntries([entry])).toEqual({ votes: [], refused: [{ entry, reason: 'missing_vote_option' }] });
  });

  test('the good ones keep their order between the bad ones', () => {
    const options = ['dogs', 'birds', 'cats', null, 'dogs'];
    const { votes, refused } = judgeEntries(options.map((option, index) => ({ id: String(index), option })));
    expect(votes.map(({ streamId, option }) => streamId + option)).toEqual(['0dogs', '2cats', '4dogs']);
    expect(refused.map(({ entry }) => entry.id)).toEqual(['1', '3']);
  });
});
