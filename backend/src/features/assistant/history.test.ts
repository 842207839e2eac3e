import { expect, test } from 'vitest';
import type { Message } from './assistant-schema.ts';
import { modelMessages } from './history.ts';

const room = { historyMessages: 6, historyCharacters: 2_000 };
const task = {
  id: '00000000-0000-7000-8000-000000000001',
  description: '',
  completed: false,
  created_at: '',
  updated_at: '',
};
const message = (role: 'user' | 'assistant', content: string, tool_calls: Message['tool_calls'] = []): Message => ({
  id: '',
  role,
  content,
  tool_calls,
  model: null,
  stopped: null,
  failure: null,
  created_at: '',
});
const contents = (past: Message[]) =>
  modelMessages(past, 'Now', room)
    .slice(1)
    .map(({ content }) => content);

test('the instructions come first and the question last', () => {
  const [first, last] = modelMessages([], 'Now', room);
  expect([first?.role, last]).toEqual(['system', { role: 'user', content: 'Now' }]);
});

test('only the last messages are given', () => {
  const past = Array.from({ length: 20 }, (_, index) => message(index % 2 ? 'assistant' : 'user', `M${index}`));
  expect(contents(past)).toEqual(['M14', 'M15', 'M16', 'M17', 'M18', 'M19', 'Now']);
});

test('and of those as many as there is room for, the newest before the older ones', () => {
  const past = [
    message('user', 'old'),
    message('assistant', 'x'.repeat(1_500)),
    message('user', 'y'.repeat(600)),
    message('assistant', 'new'),
  ];
  expect(contents(past)).toEqual(['y'.repeat(600), 'new', 'Now']);
});

test('an answer is never given without the results of its tools', () => {
  const call = {
    id: 'c1',
    name: 'add_task',
    title: 'Add a task',
    arguments: { title: 'Buy milk' },
    ok: true,
    summary: 'Added.',
    tasks: [{ ...task, title: 'Buy milk' }],
  };
  const given = modelMessages(
    [
      message('user', 'Add'),
      message('assistant', 'Done', [call, { ...call, id: 'c2', ok: false, summary: 'No.', tasks: [] }]),
    ],
    'Now',
    room,
  );
  expect(given.slice(2, 6)).toEqual([
    {
      role: 'assistant',
      content: null,
      tool_calls: ['c1', 'c2'].map((id) => ({
        id,
        type: 'function',
        function: { name: 'add_task', arguments: '{"title":"Buy milk"}' },
      })),
    },
    {
      role: 'tool',
      tool_call_id: 'c1',
      content: `{"ok":true,"data":{"tasks":[{"id":"${task.id}","title":"Buy milk","completed":false}],"total":1}}`,
    },
    { role: 'tool', tool_call_id: 'c2', content: '{"ok":false,"problem":"No."}' },
    { role: 'assistant', content: 'Done' },
  ]);
});
