import { expect, test } from 'vitest';
import { difference, fingerprintQuery, shortHash } from './fingerprint.ts';

test('two databases are compared line by line', () => {
  expect(difference(['a', 'b'], ['a', 'b'])).toEqual({ missing: [], surplus: [] });
  expect(difference(['a', 'c'], ['a', 'b'])).toEqual({ missing: ['b'], surplus: ['c'] });
  expect(shortHash(['a', 'b'])).toBe(shortHash(['a', 'b']));
  expect(shortHash(['a', 'b'])).not.toBe(shortHash(['a', 'c']));
});

test('passwords and times are no part of it, and rows only where they are asked for', () => {
  const all = fingerprintQuery({ withRows: true });
  expect(all).toContain("to_jsonb(t) - 'password'");
  expect(all).toContain(String.raw`'\d{4}-\d\d-\d\dT`);
  expect(fingerprintQuery({ withRows: false })).not.toContain('row of');
});
