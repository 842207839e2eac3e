import { expect, test } from 'vitest';
import { parseConfig } from '../native/read-config.ts';
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
const told = (decisions: Parameters<typeof advice>[0]['decisions'], up: ('native' | 'compose')[], db?: boolean) =>
  advice({ config, decisions, up, isDatabaseTold: db });

test('nothing new is nothing to do', () => {
  expect(told([kept('KEY')], ['native', 'compose'])).toEqual([]);
});

test('a new value says what it means, and what has to start again', () => {
  expect(told([rotated('KEY')], ['compose', 'native'])).toEqual([
    'KEY: everybody is signed out',
    restart.compose,
    restart.native,
  ]);
  expect(told([rotated('KEY')], [])).toEqual([
    'KEY: everybody is signed out',
    'Nothing is up: the next start has the new values.',
  ]);
  expect(told([made('KEY')], [])).toEqual([]);
});

test('the runtime that a value was taken from goes on', () => {
  expect(told([{ name: 'KEY', state: 'taken', value: '', from: 'compose' }], ['compose', 'native'])).toEqual([
    restart.native,
  ]);
});

test('a password of the database says what the databases have', () => {
  expect(told([rotated('PG')], ['compose'], true)[0]).toBe(
    'PG: the database of Docker Compose has it already; the native runtime keeps a password of its own for its database',
  );
  expect(told([rotated('PG')], []).join('\n')).toContain(
    'if Docker Compose has a database already, that keeps the old one',
  );
});

test('what a secret is for stands in evenkeel.yaml', () => {
  expect(usersOf(config, 'KEY')).toEqual(['seed', 'api']);
  expect(usersOf(config, 'PG')).toEqual([]);
});
