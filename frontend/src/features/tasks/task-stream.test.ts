import { expect, test } from 'vitest';
import { newsOf, reconnectDelay } from './task-stream.ts';

test('events become news; unknown ones are passed over', () => {
  const task = { id: '1', title: 'Buy milk', description: '', completed: false, created_at: 'a', updated_at: 'b' };
  expect(newsOf({ name: 'ready', data: '{"live":"listen"}' })).toEqual({ kind: 'connected' });
  expect(newsOf({ name: 'task', data: JSON.stringify(task) })).toEqual({ kind: 'saved', task });
  expect(newsOf({ name: 'task-deleted', data: '{"id":"1"}' })).toEqual({ kind: 'deleted', id: '1' });
  expect(newsOf({ name: 'message', data: 'x' })).toBeUndefined();
});

test('the wait before connecting again doubles up to ten seconds, and differs from tab to tab', () => {
  expect([0, 1, 2, 3].map((failures) => reconnectDelay(failures, 1))).toEqual([500, 1_000, 2_000, 4_000]);
  expect(reconnectDelay(0, 0)).toBe(250);
  expect(reconnectDelay(60, 1)).toBe(10_000);
  expect(reconnectDelay(60, 0)).toBe(5_000);
});
