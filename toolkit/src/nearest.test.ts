import { expect, test } from 'vitest';
import { editDistance, nearest } from './nearest.ts';

test.each([
  ['', '', 0],
  ['up', 'up', 0],
  ['pu', 'up', 1],
  ['doctr', 'doctor', 1],
  ['kitten', 'sitting', 3],
])('%s → %s takes %i changes', (a, b, distance) => expect(editDistance(a, b)).toBe(distance));

test.each([
  ['docter', 'doctor'],
  ['pu', 'up'],
  ['doc', 'doctor'],
  ['fresh-data', undefined],
  ['', undefined],
])('%s suggests %s', (wrong, word) => expect(nearest(wrong, ['up', 'demo', 'doctor'])).toBe(word));
