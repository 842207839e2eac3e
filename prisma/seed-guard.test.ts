import { expect, test } from 'vitest';
import { refusal } from './seed-guard.ts';

test.each(['localhost', '127.0.0.1', '[::1]'])('a database at %s may be seeded', (host) => {
  expect(refusal(host, { seedDemo: false })).toBeUndefined();
});

test('the bundled service may be seeded only with SEED_DEMO=1', () => {
  expect(refusal('postgres', { seedDemo: true })).toBeUndefined();
  expect(refusal('postgres', { seedDemo: false })).toContain('SEED_DEMO=1');
});

test('any other host has to be named', () => {
  expect(refusal('db.example.com', { seedDemo: true })).toContain('--allow-host db.example.com');
  expect(refusal('db.example.com', { seedDemo: true, allowHost: 'other.example.com' })).toBeDefined();
  expect(refusal('db.example.com', { seedDemo: false, allowHost: 'db.example.com' })).toBeUndefined();
});
