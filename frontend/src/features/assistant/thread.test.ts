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
const after = (thread: threads.Thread, ...events: ChatEvent[]) => events.reduce(threads.withEvent, thread);
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
  const call = { ...added, name: 'update_task', tasks: [{ ...milk, title: 'Oat' }], before: milk };
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

const stored = { stopped: null, failure: null, created_at: '2026-11-21T09:00:00.000Z' };
const talk = {
  id: 'talk',
  title: 'Add milk',
  created_at: '',
  updated_at: '',
  messages: [
    { ...stored, id: 'a', role: 'user' as const, content: 'Add milk', tool_calls: [], model: null },
    {
      ...stored,
      id: 'b',
      role: 'assistant' as const,
      content: 'Done.',
      tool_calls: [added, { ...added, id: 'call 2', name: 'delete_task', before: milk }],
      model: 'x',
      failure: { code: 'model_failed', detail: 'No.' },
    },
  ],
};
const minutesLater = (minutes: number) => Date.parse(stored.created_at) + minutes * 60_000;

test('a stored conversation is shown as it was', () => {
  const thread = threads.threadOf(talk);
  expect(thread).toMatchObject({ conversationId: 'talk', waiting: [] });
  expect(last(thread)).toMatchObject({ text: 'Done.', isRunning: false, failure: { detail: 'No.' }, model: 'x' });
  expect(threads.questionOf(thread, 'b')).toBe('Add milk');
  expect(threads.questionOf(thread, 'a')).toBeUndefined();
});

test('what was done on an earlier visit can be undone; a deletion only as long as the server keeps the task', () => {
  const undo = (now: number) => last(threads.threadOf(talk, [], now)).tools.map((tool) => tool.undo);
  expect(undo(minutesLater(59))).toEqual(['offered', 'offered']);
  expect(undo(minutesLater(61))).toEqual(['offered', undefined]);
  expect(last(threads.threadOf(talk)).tools[1]?.before).toEqual(milk);
});

test('what was written and not sent is told, and is there again on the next visit', () => {
  const busy = threads.withText(threads.withText(asked, '2', 'second'), '3', 'third');
  expect(threads.unsentTexts(busy)).toEqual(['second', 'third']);
  const failed = threads.withBreak(busy, 'You are offline.', false);
  expect(threads.unsentTexts(failed)).toEqual(['Add milk', 'second', 'third']);
  const later = threads.threadOf(talk, ['Add milk', 'second']);
  expect(later.messages.slice(2)).toMatchObject([
    { role: 'user', text: 'Add milk', notSent: expect.any(String) },
    { role: 'user', text: 'second', notSent: expect.any(String) },
  ]);
  expect(threads.unsentTexts(later)).toEqual(['Add milk', 'second']);
});

test('a conversation that is read anew keeps what only this page knows', () => {
  const local = threads.withUndo(threads.threadOf(talk), 'call 1', 'done');
  const failed = threads.withBreak(threads.withText(local, '9', 'One more'), 'You are offline.', false);
  const fresh = threads.withStored(threads.withText(failed, '10', 'And more'), talk);
  expect(fresh.messages.map(({ text }) => text)).toEqual(['Add milk', 'Done.', 'One more']);
  expect((fresh.messages[1] as threads.Answer).tools[0]?.undo).toBe('done');
  expect(threads.unsentTexts(fresh)).toEqual(['One more']);
});

test('that another model answers is told where it begins', () => {
  const started = (model: string): ChatEvent => ({ kind: 'start', conversation_id: 'talk', message_id: 'm', model });
  const first = after(asked, started('offline'), { kind: 'done', turn });
  const second = after(threads.withText(first, '2', 'two'), started('offline'), { kind: 'done', turn });
  const third = after(threads.withText(second, '3', 'three'), started('large'));
  const told = (thread: threads.Thread) =>
    thread.messages.flatMap((each) => (each.role === 'assistant' ? [each.isOtherModel] : []));
  expect(told(third)).toEqual([false, false, true]);
  expect(last(third).model).toBe('large');
  const [question, answer] = talk.messages;
  const again = {
    ...talk,
    messages: [question!, answer!, question!, { ...answer!, model: 'y' }, { ...answer!, model: 'y' }],
  };
  expect(told(threads.threadOf(again))).toEqual([false, true, false]);
});
