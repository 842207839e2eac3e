import { expect, test } from 'vitest';
import type { Found, Work } from './client-at-work.ts';
import { judgeWork, wordsOf } from './client-at-work.ts';
import type { Exchange } from './exchange.ts';

const sent = (key: string, status: number | undefined, answer: object = {}) => ({
  key,
  exchange: {
    request: { method: 'POST', url: 'http://localhost:8000/x', headers: {}, body: undefined, isChunked: false },
    answer: status === undefined ? undefined : { status, headers: {}, body: JSON.stringify(answer) },
    failure: status === undefined ? 'the connection was closed without an answer' : undefined,
    durationMs: 1,
  } satisfies Exchange,
});
const CONVERSATION = '4f7c1b1e-5d0a-4e6b-9a53-0c4f6f1d2a10';
const MESSAGE = '9d2f0d94-9a0c-4a1c-8a37-6c0c5d3b7e21';
const plain = { tool_calls: [], model: 'offline', stopped: null, failure: null };
const turn = { conversation_id: CONVERSATION, message_id: MESSAGE, response: 'Hello!', ...plain };
/** The conversation as it is read, after those messages. */
const kept = (...contents: string[]) => {
  const at = '2026-01-01T00:00:00.000Z';
  const messages = contents.map((content) => ({ id: MESSAGE, role: 'user', content, ...plain, created_at: at }));
  return sent('', 200, { id: CONVERSATION, title: 'Hello', created_at: at, updated_at: at, messages }).exchange;
};
const away = sent('', 503).exchange;
const work: Work = {
  votes: [sent('1-0', 201), sent('2-0', 201), sent('x', 503)],
  tasks: [sent('a 1', 201), sent('a 2', undefined)],
  turns: [sent('a 1', 200, turn)],
  ms: 2345,
};
const found = (more: Partial<Found> = {}): Found => ({
  votes: new Set(['1-0', '2-0']),
  // What was cut off may be there, and is nobody's loss.
  tasks: ['a 1', 'a 2'],
  turns: new Map([['a 1', kept('Hello a 1', 'Hello!')]]),
  ...more,
});

test('what was acknowledged and is there is told, and no finding', () => {
  expect(judgeWork('redis', work, found())).toEqual([]);
  expect(wordsOf('redis', work, found())).toBe('redis back after 2.3 s: votes 3/2/2, tasks 2/1/1, chats 1/1/1');
});

test.each<[string, Partial<Found>, string]>([
  ['vote', { votes: new Set(['1-0']) }, 'Killing the redis loses no acknowledged vote.'],
  ['task', { tasks: ['a 2'] }, 'Killing the redis loses no acknowledged task.'],
  ['chat message', { turns: new Map() }, 'Killing the redis loses no acknowledged chat message.'],
  ['answer', { turns: new Map([['a 1', kept('Hello a 1')]]) }, 'Killing the redis loses no acknowledged chat message.'],
  ['task that came twice', { tasks: ['a 1', 'a 1'] }, 'No task is added twice.'],
])('a lost %s is a finding', (_what, more, finding) => {
  expect(judgeWork('redis', work, found(more)).map(({ what }) => what)).toEqual([finding]);
});

test('a conversation that is not as it was told is shown as it is', () => {
  const [one] = judgeWork('redis', work, found({ turns: new Map([['a 1', away]]) }));
  expect(one).toMatchObject({ expected: '1 found, as many as were acknowledged', came: '0', exchange: away });
});
