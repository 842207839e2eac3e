import { expect, test } from 'vitest';
import { isAsLeft, undoRequest } from './tool-undo.ts';
import { milk, use } from './tool-use.fixture.ts';

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

test('an undo is offered while the task is as the tool has left it', () => {
  const done = { ...milk, completed: true };
  const oat = { ...milk, title: 'Buy oat milk' };
  const other = { ...milk, id: 'other' };
  expect(isAsLeft(use('add_task', {}), [other, milk])).toBe(true);
  expect(isAsLeft(use('add_task', {}), [other])).toBe(false);
  expect(isAsLeft(use('add_task', {}), [done])).toBe(false);
  expect(isAsLeft(use('delete_task', {}), [other])).toBe(true);
  expect(isAsLeft(use('delete_task', {}), [milk])).toBe(false);
  expect(isAsLeft(use('complete_task', { after: done }), [{ ...done, title: 'Renamed since' }])).toBe(true);
  expect(isAsLeft(use('complete_task', { after: done }), [milk])).toBe(false);
  const renamed = use('update_task', { args: { task_id: 'x', title: 'Buy oat milk' }, before: milk, after: oat });
  expect(isAsLeft(renamed, [{ ...oat, completed: true }])).toBe(true);
  expect(isAsLeft(renamed, [{ ...oat, title: 'Renamed since' }])).toBe(false);
  expect(isAsLeft(renamed, undefined)).toBe(false);
});
