import { expect, test } from 'vitest';
import { forRunning, isOfRunning } from './acceptances.ts';
import { readRunning } from './running.ts';

test('runtimes are told in one order, whichever they are named in', () => {
  expect(readRunning('cluster, compose')).toEqual(['compose', 'cluster']);
  expect(readRunning('cluster,native,compose')).toEqual(['native', 'compose', 'cluster']);
});

test.each([
  ['compose', 'names compose alone'],
  ['compose,compose', 'names compose alone'],
  ['compos,cluster', 'names "compos"'],
  ['', 'names ""'],
])('--running %s is refused', (text, message) => {
  expect(() => readRunning(text)).toThrow(message);
});

test('what is meant of files is meant of the copies that are made by them', () => {
  const reason = 'It is meant.';
  expect(
    forRunning(
      [
        { rule: 'data-is-kept', key: 'volume:/x', in: 'production', reason },
        { rule: 'variable-on-both-sides', service: 'db', key: 'env.PGDATA', reason },
        { rule: 'seed-agrees', in: 'compose,cluster', reason },
        { rule: 'headers-agree', in: 'native', reason },
        { rule: 'schema-agrees', in: 'native,cluster', reason },
      ],
      ['native,compose', 'compose,cluster'],
    ),
  ).toEqual([
    { rule: 'data-is-kept', key: 'volume:/x', reason },
    { category: 'env', service: 'db', key: 'env.PGDATA', reason },
    { rule: 'seed-agrees', in: 'compose,cluster', reason },
    { rule: 'headers-agree', in: 'native,compose', reason },
  ]);
});

test('acceptances of copies that run are not reported as unused when files are compared', () => {
  const reason = 'It is meant.';
  expect(isOfRunning({ rule: 'seed-agrees', reason })).toBe(true);
  expect(isOfRunning({ category: 'env', in: 'native,compose', reason })).toBe(true);
  expect(isOfRunning({ rule: 'data-is-kept', in: 'production', reason })).toBe(false);
  expect(isOfRunning({ rule: 'headers-agree', in: 'native', reason })).toBe(true);
});
