import { expect, test } from 'vitest';
import { parseConfig } from '../native/read-config.ts';
import type { DatabaseState } from './advice.ts';
import { advice, usersOf } from './advice.ts';

const config = parseConfig(
  `native:
  postgres: { port: 5433, user: app, database: app, password: PG }
  secrets: { PG: { length: 12 }, KEY: { length: 12, rotation: everybody is signed out } }
  steps: { seed: { command: [a], environment: { K: 'x\${KEY}' } } }
  services: { api: { command: [a], ports: [1], environment: { K: '\${KEY}' }, healthcheck: { http: / } } }
`,
  'evenkeel.yaml',
);
const rotated = (name: string) => ({ name, state: 'rotated' as const, value: '' });
const made = (name: string) => ({ name, state: 'made' as const, value: '' });
const kept = (name: string) => ({ name, state: 'kept' as const });
const restart = {
  compose: 'Start Docker Compose again: docker compose down && docker compose up -d',
  native: 'Start the native runtime again: Ctrl-C, then evenkeel up',
};
const nextStart = 'Nothing is up: the next start has the new values.';
const about = (
  decisions: Parameters<typeof advice>[0]['decisions'],
  up: ('native' | 'compose')[],
  database: DatabaseState = 'unconcerned',
) => advice({ config, decisions, up, database });

test('nothing new is nothing to do', () => {
  expect(about([kept('KEY')], ['native', 'compose'])).toEqual([]);
});

test('a new value says what it means, and what has to start again', () => {
  expect(about([rotated('KEY')], ['compose', 'native'])).toEqual([
    'KEY: everybody is signed out',
    restart.compose,
    restart.native,
  ]);
  expect(about([rotated('KEY')], [])).toEqual(['KEY: everybody is signed out', nextStart]);
  expect(about([made('KEY')], [])).toEqual([]);
});

test('the runtime that a value was taken from goes on', () => {
  expect(about([{ name: 'KEY', state: 'taken', value: '', from: 'compose' }], ['compose', 'native'])).toEqual([
    restart.native,
  ]);
});

test('a password of the database says what the databases have', () => {
  const own = 'PG: the native runtime keeps a password of its own for its database';
  const told = 'PG: the database of Docker Compose has it already';
  const doubt = /^PG: if Docker Compose has a database already, that keeps the old one\. Then: docker compose up -d/;
  expect(about([rotated('PG')], ['compose'], 'told')).toEqual([told, own, restart.compose]);
  expect(about([rotated('PG')], [], 'unknown')).toEqual([expect.stringMatching(doubt), own, nextStart]);
  expect(about([made('PG')], [], 'unknown')).toEqual([expect.stringMatching(doubt)]);
  expect(about([made('PG')], [])).toEqual([]);
});

test('what a secret is for stands in evenkeel.yaml', () => {
  expect(usersOf(config, 'KEY')).toEqual(['seed', 'api']);
  expect(usersOf(config, 'PG')).toEqual([]);
});
