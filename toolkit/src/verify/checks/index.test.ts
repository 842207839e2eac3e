import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { uncheckable } from '../uncheckable.ts';
import { checks } from './index.ts';

const files = readdirSync(import.meta.dirname).filter((name) => /^[a-z]+-\d+-/.test(name));

test('every check has a file that begins with its id, and every such file is a check', () => {
  const ids = files.map((name) => name.split('-').slice(0, 2).join('-').toUpperCase());
  expect(ids.toSorted()).toEqual(checks.map(({ id }) => id).toSorted());
});

test('a row is either checked or said not to be', () => {
  const ids = [...checks, ...uncheckable].map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
});

test('titles leave room for the time on a line of 80 columns', () => {
  expect([...checks, ...uncheckable].filter(({ title }) => title.length > 55)).toEqual([]);
});
