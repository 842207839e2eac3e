import { expect, test } from 'vitest';
import type { ToolUse } from './thread.ts';
import { plainWords, toolWords } from './tool-words.ts';
import { milk, use } from './tool-use.fixture.ts';

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
