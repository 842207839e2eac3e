import { expect, test } from 'vitest';
import { applyEvent, countRows, rowsOf, shownRows, withDeleted, type Row } from './task-list.ts';
import type { Change, Task } from './task.ts';

function task(id: string, more: Partial<Task> = {}): Task {
  const created = `2026-11-${id.padStart(2, '0')}T10:00:00.000Z`;
  return {
    id,
    title: `Task ${id}`,
    description: '',
    completed: false,
    created_at: created,
    updated_at: created,
    ...more,
  };
}

const tasks = [task('3'), task('2'), task('1')];
const itself = (id: string) => id;
const rows = (...pending: Change[]) => rowsOf(tasks, pending, itself);
const titles = (list: readonly (Task | Row)[]) => list.map((item) => ('task' in item ? item.task : item).title);

test('a saved task takes its place: the newest first, an old one that came back where it was', () => {
  expect(titles(applyEvent(tasks, { kind: 'saved', task: task('4') }))).toEqual([
    'Task 4',
    'Task 3',
    'Task 2',
    'Task 1',
  ]);
  expect(titles(applyEvent([task('3'), task('1')], { kind: 'saved', task: task('2') }))).toEqual([
    'Task 3',
    'Task 2',
    'Task 1',
  ]);
  expect(titles(applyEvent([], { kind: 'saved', task: task('2') }))).toEqual(['Task 2']);
});

test('a change replaces the task, unless it is older than what is known', () => {
  const newer = task('2', { title: 'Renamed', updated_at: '2026-11-02T11:00:00.000Z' });
  const changed = applyEvent(tasks, { kind: 'saved', task: newer });
  expect(titles(changed)).toEqual(['Task 3', 'Renamed', 'Task 1']);
  expect(applyEvent(changed, { kind: 'saved', task: task('2') })).toBe(changed);
});

test('a deleted task goes, and may be unknown', () => {
  expect(titles(applyEvent(tasks, { kind: 'deleted', id: '2' }))).toEqual(['Task 3', 'Task 1']);
  expect(applyEvent(tasks, { kind: 'deleted', id: 'unknown' })).toEqual(tasks);
});

test('changes under way show at once, one on top of the other', () => {
  const result = rows(
    { kind: 'edit', key: '2', title: 'x', fields: { title: 'Renamed' } },
    { kind: 'complete', key: '2', title: 'x', completed: true },
    { kind: 'delete', key: '3', title: 'x' },
  );
  expect(result.map((row) => [row.task.title, row.task.completed, row.isPending])).toEqual([
    ['Renamed', true, true],
    ['Task 1', false, false],
  ]);
  expect(result[1]?.task).toBe(tasks[2]);
});

test('a change of a row that is gone changes nothing', () => {
  expect(titles(rows({ kind: 'complete', key: 'gone', title: 'x', completed: true }))).toEqual([
    'Task 3',
    'Task 2',
    'Task 1',
  ]);
});

const adding = (key: string, title: string, known = ['1', '2', '3']): Change => ({
  kind: 'add',
  key,
  title,
  at: '2026-11-20T10:00:00.000Z',
  known: new Set(known),
});

test('a new task is on top before it is saved', () => {
  const [first] = rows(adding('new-1', 'Buy milk'));
  expect(first).toMatchObject({ key: 'new-1', isPending: true, task: { title: 'Buy milk', completed: false } });
});

test('a new task that the event stream brought before its answer is one row, not two', () => {
  const arrived = [task('4', { title: 'Buy milk' }), ...tasks];
  const result = rowsOf(arrived, [adding('new-1', 'Buy milk')], itself);
  expect(result.map((row) => row.key)).toEqual(['new-1', '3', '2', '1']);
});

test('two new tasks with the same title are two rows, also when one of them has arrived', () => {
  const arrived = [task('4', { title: 'Buy milk' }), ...tasks];
  const pending = [adding('new-1', 'Buy milk'), adding('new-2', 'Buy milk')];
  expect(titles(rowsOf(arrived, pending, itself))).toEqual(['Buy milk', 'Buy milk', 'Task 3', 'Task 2', 'Task 1']);
  expect(new Set(rowsOf(arrived, pending, itself).map((row) => row.key)).size).toBe(5);
});

test('a task with the same title from before is another one', () => {
  expect(titles(rows(adding('new-1', 'Task 3')))).toEqual(['Task 3', 'Task 3', 'Task 2', 'Task 1']);
});

test('no key is there twice while an answer is taken in', () => {
  const keyOf = (id: string) => (id === '4' ? 'new-1' : id);
  const arrived = [task('4', { title: 'Buy milk' }), ...tasks];
  const restored: Change = { kind: 'restore', key: '2', title: 'x', task: task('2') };
  expect(rowsOf(arrived, [adding('new-1', 'Buy milk'), restored], keyOf).map((row) => row.key)).toEqual([
    'new-1',
    '3',
    '2',
    '1',
  ]);
});

test('a task that is brought back is where it was', () => {
  const without = rowsOf([task('3'), task('1')], [{ kind: 'restore', key: '2', title: 'x', task: task('2') }], itself);
  expect(titles(without)).toEqual(['Task 3', 'Task 2', 'Task 1']);
});

test('a deleted task leaves its place open until it is brought back', () => {
  const deleted: Row = { key: '2', task: task('2'), isPending: false };
  const left = rowsOf([task('3'), task('1')], [], itself);
  expect(withDeleted(left, [deleted]).map((row) => [row.task.title, row.isDeleted])).toEqual([
    ['Task 3', undefined],
    ['Task 2', true],
    ['Task 1', undefined],
  ]);
  expect(withDeleted(rows(), [deleted])).toEqual(rows());
});

test('filters and counts leave deleted tasks out of the sums', () => {
  const all = withDeleted(rowsOf([task('3', { completed: true }), task('1')], [], itself), [
    { key: '2', task: task('2'), isPending: false },
  ]);
  expect(countRows(all)).toEqual({ all: 2, open: 1, done: 1 });
  expect(titles(shownRows(all, 'open'))).toEqual(['Task 2', 'Task 1']);
  expect(titles(shownRows(all, 'done'))).toEqual(['Task 3']);
  expect(shownRows(all, 'all')).toBe(all);
});
