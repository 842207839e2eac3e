import { expect, test } from 'vitest';
import type { Found, Work } from './client-at-work.ts';
import { judgeWork, wordsOf } from './client-at-work.ts';
import type { Exchange } from './exchange.ts';

const sent = (key: string, status: number | undefined) => ({
  key,
  exchange: {
    request: { method: 'POST', url: 'http://localhost:8000/x', headers: {}, body: undefined, isChunked: false },
    answer: status === undefined ? undefined : { status, headers: {}, body: '' },
    failure: status === undefined ? 'the connection was closed without an answer' : undefined,
    durationMs: 1,
  } satisfies Exchange,
});
const work: Work = {
  votes: [sent('1-0', 201), sent('2-0', 201), sent('x', 503)],
  tasks: [sent('a 1', 201), sent('a 2', undefined)],
  turns: [sent('a 1', 200)],
  ms: 2345,
};
const found = (more: Partial<Found> = {}): Found => ({
  votes: new Set(['1-0', '2-0']),
  // What was cut off may be there, and is nobody's loss.
  tasks: ['a 1', 'a 2'],
  turns: new Set(['a 1']),
  ...more,
});

test('what was acknowledged and is there is told, and no finding', () => {
  expect(judgeWork('redis', work, found())).toEqual([]);
  expect(wordsOf('redis', work, found())).toBe('redis back after 2.3 s: votes 3/2/2, tasks 2/1/1, chats 1/1/1');
});

test.each<[string, Partial<Found>, string]>([
  ['vote', { votes: new Set(['1-0']) }, 'Killing the redis loses no acknowledged vote.'],
  ['task', { tasks: ['a 2'] }, 'Killing the redis loses no acknowledged task.'],
  ['chat message', { turns: new Set() }, 'Killing the redis loses no acknowledged chat message.'],
  ['task that came twice', { tasks: ['a 1', 'a 1'] }, 'No task is added twice.'],
])('a lost %s is a finding', (_what, more, finding) => {
  expect(judgeWork('redis', work, found(more)).map(({ what }) => what)).toEqual([finding]);
});
