import { expect, test } from 'vitest';
import { historyGroups } from './history-groups.ts';

const now = new Date(2026, 10, 21, 9, 30);
const entry = (id: string, ...at: [number, number, number, number?]) => {
  const time = new Date(...at).toISOString();
  return { id, title: id, created_at: time, updated_at: time };
};

test('conversations stand under the time when they were last gone on with, in their order', () => {
  const entries = [
    entry('a', 2026, 10, 21, 9),
    entry('b', 2026, 10, 21, 0),
    entry('c', 2026, 10, 20, 23),
    entry('d', 2026, 10, 19, 23),
    entry('e', 2026, 10, 15),
    entry('f', 2026, 10, 14, 23),
    entry('g', 2024, 0, 1),
  ];
  expect(historyGroups(entries, now).map(({ name, entries: all }) => [name, all.map(({ id }) => id).join('')])).toEqual(
    [
      ['Today', 'ab'],
      ['Yesterday', 'c'],
      ['Last 7 days', 'de'],
      ['Earlier', 'fg'],
    ],
  );
  expect(historyGroups([], now)).toEqual([]);
});

test('a clock that is ahead of this one makes it no other day than today', () => {
  expect(historyGroups([entry('a', 2026, 10, 22)], now)).toMatchObject([{ name: 'Today' }]);
});
