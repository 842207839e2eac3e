import { expect, test } from 'vitest';
import type { ClusterSecret } from '../../runtime/cluster-secret.ts';
import type { KeyDecision } from './decide.ts';
import { decideKeys } from './decide.ts';
import { extract, fill } from './template.ts';

const config = {
  data: { password: '${PG}' },
  backend: { url: 'postgresql://app:${PG}@postgres/app', sign: '${SIGN}', at: 'http://here', model: '${MODEL}' },
  frontend: { sign: '${SIGN}' },
};

const has = (secrets: Record<string, Record<string, string>>): ClusterSecret[] =>
  Object.entries(secrets).map(([name, values]) => ({ name, values: new Map(Object.entries(values)), object: {} }));

function decide(there: Record<string, Record<string, string>>, more: { MODEL?: string; rotate?: string[] } = {}) {
  return decideKeys({
    config,
    own: ['PG', 'SIGN'],
    known: has(there),
    variable: (name) => (name === 'MODEL' ? more.MODEL : undefined),
    rotate: more.rotate ?? [],
    make: (name) => `new-${name}`,
  });
}

const told = (decisions: KeyDecision[]) =>
  Object.fromEntries(
    decisions.map(({ secret, key, state, value, differs }) => [
      `${secret} ${key}`,
      [state, ...(value === undefined ? [] : [value]), ...(differs === undefined ? [] : [`differs: ${differs}`])],
    ]),
  );

const all = {
  data: { password: 'pg' },
  backend: { url: 'postgresql://app:pg@postgres/app', sign: 'sign', at: 'http://there', model: '' },
  frontend: { sign: 'sign' },
};

test('in an empty namespace every value is made once, and what depends on it follows', () => {
  expect(told(decide({}))).toEqual({
    'data password': ['made', 'new-PG'],
    'backend url': ['derived', 'postgresql://app:new-PG@postgres/app'],
    'backend sign': ['made', 'new-SIGN'],
    'backend at': ['set', 'http://here'],
    'backend model': ['empty', ''],
    'frontend sign': ['derived', 'new-SIGN'],
  });
});

test('what is there stays, also where evenkeel.yaml would have it otherwise', () => {
  expect(told(decide(all))).toEqual({
    'data password': ['kept'],
    'backend url': ['kept'],
    'backend sign': ['kept'],
    'backend at': ['kept'],
    'backend model': ['empty'],
    'frontend sign': ['kept'],
  });
});

test('what another program has made is followed', () => {
  expect(told(decide({ data: { password: 'of-the-chart' }, frontend: { sign: 'of-the-frontend' } }))).toMatchObject({
    'data password': ['kept'],
    'backend url': ['derived', 'postgresql://app:of-the-chart@postgres/app'],
    'backend sign': ['derived', 'of-the-frontend'],
    'frontend sign': ['kept'],
  });
});

test('a password that is a part of an address only is read from there', () => {
  expect(told(decide({ backend: { url: 'postgresql://app:p%40ss@postgres/app' } }))).toMatchObject({
    'data password': ['derived', 'p@ss'],
    'backend url': ['kept'],
  });
});

test('the address of another database says nothing of the password, and stays', () => {
  const elsewhere = { backend: { ...all.backend, url: 'postgresql://me:x@db.example.com/app' } };
  expect(told(decide(elsewhere))).toMatchObject({ 'data password': ['made', 'new-PG'], 'backend url': ['kept'] });
  expect(told(decide({ ...all, ...elsewhere }, { rotate: ['PG'] }))).toMatchObject({
    'data password': ['rotated', 'new-PG'],
    'backend url': ['kept'],
  });
});

test('of a Secret that lacks a key only that key is made', () => {
  const { sign: _sign, ...rest } = all.backend;
  const decisions = decide({ ...all, backend: rest });
  expect(decisions.filter(({ value }) => value !== undefined)).toMatchObject([{ key: 'sign', value: 'sign' }]);
});

test('a variable is taken when it is given, and one that is there is not replaced unasked', () => {
  expect(told(decide(all, { MODEL: 'key' }))).toMatchObject({ 'backend model': ['taken', 'key'] });
  const there = { ...all, backend: { ...all.backend, model: 'old' } };
  expect(told(decide(there, { MODEL: 'key' }))).toMatchObject({ 'backend model': ['kept', 'differs: MODEL'] });
  expect(told(decide(there))).toMatchObject({ 'backend model': ['kept'] });
  expect(told(decide(there, { MODEL: 'key', rotate: ['MODEL'] }))).toMatchObject({ 'backend model': ['taken', 'key'] });
});

test('a rotated value goes to all who have it, and to nobody else', () => {
  expect(told(decide(all, { rotate: ['PG', 'SIGN'] }))).toEqual({
    'data password': ['rotated', 'new-PG'],
    'backend url': ['derived', 'postgresql://app:new-PG@postgres/app'],
    'backend sign': ['rotated', 'new-SIGN'],
    'backend at': ['kept'],
    'backend model': ['empty'],
    'frontend sign': ['derived', 'new-SIGN'],
  });
});

test('values that do not fit together are seen', () => {
  expect(told(decide({ ...all, data: { password: 'another' }, frontend: { sign: 'another' } }))).toMatchObject({
    'backend url': ['kept', 'differs: PG'],
    'frontend sign': ['kept', 'differs: SIGN'],
  });
});

test.each([
  ['${A}', 'a@b', 'a@b'],
  ['http://${A}/x$$', 'a@b', 'http://a%40b/x$'],
])('%s is filled, and read back', (template, value, text) => {
  expect(fill(template, () => value)).toBe(text);
  expect(extract(template, text)).toEqual({ name: 'A', value });
});

test.each([
  ['x${A}y', 'xy'],
  ['x${A}y', 'z1y'],
  ['${A}${B}', '12'],
  ['plain', 'plain'],
])('of %s nothing is read from %s', (template, text) => {
  expect(extract(template, text)).toBeUndefined();
});
