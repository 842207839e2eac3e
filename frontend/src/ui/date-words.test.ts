import { expect, test } from 'vitest';
import { agoWords, dayWords } from './date-words.ts';

// Built from local parts, so that the tests hold in every time zone.
const now = new Date(2026, 10, 21, 9, 30);
const local = (...parts: [number, number, number, number?, number?]) => new Date(...parts).toISOString();

test.each([
  [local(2026, 10, 21, 0, 1), 'today'],
  [local(2026, 10, 21, 23, 59), 'today'],
  [local(2026, 10, 20, 23, 59), 'yesterday'],
  [local(2026, 10, 20, 0, 0), 'yesterday'],
  [local(2026, 10, 19, 23, 59), '19 Nov'],
  [local(2026, 0, 3), '3 Jan'],
  [local(2025, 10, 3), '3 Nov 2025'],
])('%s is %s', (iso, words) => {
  expect(dayWords(iso, now)).toBe(words);
});

test('yesterday is yesterday across the change to summer time too', () => {
  for (let month = 0; month < 12; month++) {
    for (let day = 1; day <= 28; day++) {
      expect(dayWords(local(2026, month, day, 23, 30), new Date(2026, month, day + 1, 0, 30))).toBe('yesterday');
    }
  }
});

test.each([
  [-3_000, 'just now'],
  [0, 'just now'],
  [4_999, 'just now'],
  [12_400, '12 seconds ago'],
  [60_000, 'a minute ago'],
  [150_000, '2 minutes ago'],
  [3_600_000, 'an hour ago'],
  [7_300_000, '2 hours ago'],
  [25 * 3_600_000, 'yesterday'],
  [10 * 24 * 3_600_000, 'on 11 Nov'],
])('%i ms before is %s', (elapsed, words) => {
  expect(agoWords(new Date(now.getTime() - elapsed).toISOString(), now)).toBe(words);
});
