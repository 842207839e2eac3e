import { expect, test } from 'vitest';
import type { ChatEvent, ChatTurn, Task, ToolCall } from './chat.ts';
import * as threads from './thread.ts';

const milk: Task = { id: 'milk', title: 'Buy milk', description: '', completed: false };
const added: ToolCall = {
  id: 'call 1',
  name: 'add_task',
  title: 'Add a task',
  arguments: { title: 'Buy milk' },
  ok: true,
  summary: 'Added “Buy milk”.',
  tasks: [milk],
};
const turn: ChatTurn = {
  conversation_id: 'talk',
  message_id: 'm',
  response: 'Done.',
  tool_calls: [added],
  model: 'offline',
  stopped: null,
  failure: null,
};

const asked = threads.withText(threads.emptyThread, '1', 'Add milk');
const after = (thread: threads.Thread, ...events: ChatEvent[]) =>
  events.reduce((all, event) => threads.withEvent(all, event, (id) => (id === 'milk' ? milk : undefined)), thread);
const last = (thread: threads.Thread) => thread.messages.at(-1) as threads.Answer;
const begun: ChatEvent = { kind: 'tool', id: 'call 1', name: 'add_task', title: 'Add a task', arguments: {} };

test('a message comes with the answer that is on its way', () => {
  expect(asked.messages).toMatchObject([
    { role: 'user', text: 'Add milk' },
    { role: 'assistant', text: '', isRunning: true },
  ]);
});

test('an answer grows as it comes in, and is what the end says', () => {
  const started: ChatEvent = { kind: 'start', conversation_id: 'talk', message_id: 'm', model: 'offline' };
  const half = after(asked, started, { kind: 'delta', text: 'Do' }, { kind: 'delta', text: 'nee' });
  expect(half).toMatchObject({ conversationId: 'talk' });
  expect(last(half)).toMatchObject({ text: 'Donee', isRunning: true });
  expect(last(after(half, { kind: 'done', turn }))).toMatchObject({ text: 'Done.', isRunning: false });
});

test('a tool is shown while it runs and once when it is done', () => {
  const running = after(asked, begun);
  expect(last(running).tools).toMatchObject([{ title: 'Add a task' }]);
  expect(last(running).tools[0]?.result).toBeUndefined();
  const done = after(running, { kind: 'tool_result', call: added }, { kind: 'done', turn });
  expect(last(done).tools).toMatchObject([{ id: 'call 1', result: added, undo: 'offered' }]);
});

test('tools that only the end tells of are there too', () => {
  expect(last(after(asked, { kind: 'done', turn })).tools).toMatchObject([{ id: 'call 1', undo: 'offered' }]);
});

test('what was undone before the answer ended stays undone', () => {
  const undone = threads.withUndo(after(asked, begun, { kind: 'tool_result', call: added }), 'call 1', 'done');
  expect(last(after(undone, { kind: 'done', turn })).tools[0]?.undo).toBe('done');
});

test('a tool remembers what its task was before', () => {
  const renaming: ChatEvent = { ...begun, name: 'update_task', arguments: { task_id: 'milk', title: 'Oat' } };
  const call = { ...added, name: 'update_task', tasks: [{ ...milk, title: 'Oat' }] };
  expect(last(after(asked, renaming, { kind: 'tool_result', call })).tools[0]).toMatchObject({ before: milk });
});

test('what is written during an answer waits and goes in order, one at a time', () => {
  const busy = threads.withText(threads.withText(asked, '2', 'second'), '3', 'third');
  expect(busy.waiting.map(({ text }) => text)).toEqual(['second', 'third']);
  expect(threads.withNext(busy)).toBeUndefined();
  const second = threads.withNext(after(busy, { kind: 'done', turn }));
  expect(second?.messages.map(({ text }) => text)).toEqual(['Add milk', 'Done.', 'second', '']);
  expect(second && threads.withNext(second)).toBeUndefined();
});

test('a waiting message can be taken back', () => {
  const busy = threads.withText(threads.withText(asked, '2', 'second'), '3', 'third');
  expect(threads.withoutWaiting(busy, '2').waiting).toEqual([{ id: '3', text: 'third' }]);
});

test('after a stop what was said and done stays', () => {
  const half = after(asked, begun, { kind: 'tool_result', call: added }, { kind: 'delta', text: 'I have' });
  const stopped = threads.withStop(half);
  expect(last(stopped)).toMatchObject({ text: 'I have', stopped: 'cancelled', isRunning: false });
  expect(last(stopped).tools).toHaveLength(1);
  expect(threads.isRunning(stopped)).toBe(false);
});

test('a message that did not get there says so, and can be sent once more', () => {
  const failed = threads.withBreak(asked, 'You are offline.', false);
  expect(failed.messages).toEqual([{ id: '1', role: 'user', text: 'Add milk', notSent: 'You are offline.' }]);
  const again = threads.withRetry(failed, '1');
  expect(again.messages).toEqual(asked.messages);
});

test('after a failure what waits keeps waiting, and goes before what is written next', () => {
  const failed = threads.withBreak(threads.withText(asked, '2', 'second'), 'No.', false);
  expect(failed.waiting).toHaveLength(1);
  const next = threads.withText(failed, '3', 'third');
  expect(next.messages.at(-2)).toMatchObject({ text: 'second' });
  expect(next.waiting).toEqual([{ id: '3', text: 'third' }]);
});

test('an answer that breaks off keeps what came', () => {
  const broken = threads.withBreak(after(asked, { kind: 'delta', text: 'I ha' }), 'Lost.', true);
  expect(last(broken)).toMatchObject({ text: 'I ha', broken: 'Lost.', isRunning: false });
});

test('events that come after the end change nothing', () => {
  const stopped = threads.withStop(asked);
  expect(after(stopped, { kind: 'delta', text: 'late' }).messages).toEqual(stopped.messages);
});

test('a stored conversation is shown as it was, without offers to undo', () => {
  const stored = { role: 'assistant', content: 'Done.', tool_calls: [added], model: 'x', stopped: null } as const;
  const thread = threads.threadOf({
    id: 'talk',
    title: 'Add milk',
    created_at: '',
    updated_at: '',
    messages: [
      { ...stored, id: 'a', role: 'user', content: 'Add milk', tool_calls: [], failure: null, created_at: '' },
      { ...stored, id: 'b', tool_calls: [added], failure: { code: 'model_failed', detail: 'No.' }, created_at: '' },
    ],
  });
  expect(thread).toMatchObject({ conversationId: 'talk', waiting: [] });
  expect(last(thread)).toMatchObject({ text: 'Done.', isRunning: false, failure: { detail: 'No.' } });
  expect(last(thread).tools[0]?.undo).toBeUndefined();
  expect(threads.questionOf(thread, 'b')).toBe('Add milk');
  expect(threads.questionOf(thread, 'a')).toBeUndefined();
});
