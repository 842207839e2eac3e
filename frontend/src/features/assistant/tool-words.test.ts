import { expect, test } from 'vitest';
import type { Task } from './chat.ts';
import type { ToolUse } from './thread.ts';
import { plainWords, toolWords, undoRequest } from './tool-words.ts';

const milk: Task = { id: 'milk id', title: 'Buy milk', description: '', completed: false };

interface Options {
  args?: Record<string, unknown>;
  after?: Task;
  before?: Task;
  tasks?: Task[];
  ok?: boolean;
  summary?: string;
}

function use(name: string, { args = {}, after = milk, before, tasks = [after], ok = true, summary }: Options): ToolUse {
  const call = { id: 'call', name, title: 'A tool', arguments: args, ok, summary: summary ?? 'What was done.', tasks };
  return { ...call, result: call, ...(before ? { before } : {}) };
}

const words = (tool: ToolUse) => plainWords(toolWords(tool));

test('each tool is told in a few words', () => {
  expect(words(use('add_task', {}))).toBe('Added Buy milk');
  expect(words(use('complete_task', { after: { ...milk, completed: true } }))).toBe('Completed Buy milk');
  expect(words(use('complete_task', {}))).toBe('Opened again: Buy milk');
  expect(words(use('delete_task', {}))).toBe('Deleted Buy milk');
  expect(words(use('list_tasks', { tasks: [milk, milk], summary: 'Found 2 tasks.' }))).toBe('Found 2 tasks');
  const renamed = { ...milk, title: 'Buy oat milk' };
  expect(words(use('update_task', { before: milk, after: renamed }))).toBe('Renamed Buy milk to Buy oat milk');
  expect(words(use('update_task', { before: milk }))).toBe('Changed Buy milk');
});

test('titles are set apart, as they are not our words', () => {
  expect(toolWords(use('add_task', {}))).toEqual(['Added ', { title: 'Buy milk' }]);
});

test('what is not known here is told in the words of the server', () => {
  const said = { summary: 'Renamed “a” to “b”.' };
  expect(words(use('update_task', said))).toBe('Renamed “a” to “b”');
  expect(words(use('add_task', { ok: false, tasks: [], summary: 'A title is needed.' }))).toBe('A title is needed');
  expect(words(use('sort_tasks', { summary: 'Sorted.' }))).toBe('Sorted');
  expect(words(use('delete_task', { tasks: [], summary: 'There is none.' }))).toBe('There is none');
});

test('a tool under way has its own name', () => {
  expect(words({ id: '1', name: 'add_task', title: 'Add a task', arguments: {} })).toBe('Add a task');
});

const path = '/milk%20id';

test('what was added is deleted, what was deleted restored, what was completed opened again', () => {
  expect(undoRequest(use('add_task', {}))).toEqual({ method: 'DELETE', path });
  expect(undoRequest(use('delete_task', {}))).toEqual({ method: 'POST', path: `${path}/restore` });
  expect(undoRequest(use('complete_task', { after: { ...milk, completed: true }, before: milk }))).toEqual({
    method: 'PATCH',
    path,
    body: { completed: false },
  });
});

test('a changed task gets back what was changed, and only that', () => {
  const after = { ...milk, title: 'Buy oat milk', description: 'Two litres' };
  const before = { ...milk, description: 'One litre' };
  expect(undoRequest(use('update_task', { args: { task_id: 'x', title: 'Buy oat milk' }, before, after }))).toEqual({
    method: 'PATCH',
    path,
    body: { title: 'Buy milk' },
  });
  expect(undoRequest(use('update_task', { args: { title: 'a', description: 'b' }, before, after }))?.body).toEqual({
    title: 'Buy milk',
    description: 'One litre',
  });
});

test('nothing is offered where there is nothing to take back, or nobody knows what it was', () => {
  const done = { ...milk, completed: true };
  expect(undoRequest(use('complete_task', { after: done, before: done }))).toBeUndefined();
  expect(undoRequest(use('update_task', { args: { title: 'a' } }))).toBeUndefined();
  expect(undoRequest(use('update_task', { args: { title: 'Buy milk' }, before: milk }))).toBeUndefined();
  expect(undoRequest(use('list_tasks', {}))).toBeUndefined();
  expect(undoRequest(use('add_task', { ok: false }))).toBeUndefined();
  expect(undoRequest({ id: '1', name: 'add_task', title: 'Add a task', arguments: {} })).toBeUndefined();
});
