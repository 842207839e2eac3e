import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { requirement } from './requirements.ts';

const folder = mkdtempSync(join(tmpdir(), 'requirements-'));
const program = join(folder, 'chromium-browser');
writeFileSync(program, '');
chmodSync(program, 0o755);

test('a program is found on the path under any of its names', () => {
  expect(requirement('browser', { PATH: `/nowhere:${folder}` })).toEqual({ available: true, path: program });
});

test('a path that was set wins over the search, also when it is wrong', () => {
  expect(requirement('browser', { PATH: '', CHROMIUM_PATH: program })).toEqual({ available: true, path: program });
  expect(requirement('browser', { PATH: folder, CHROMIUM_PATH: '/nowhere/chromium' })).toEqual({
    available: false,
    reason: 'CHROMIUM_PATH names /nowhere/chromium, which cannot be run',
  });
});

test('what is missing comes with a reason', () => {
  expect(requirement('redis', { PATH: '' })).toEqual({
    available: false,
    reason: 'no Redis: install redis-server or set REDIS_SERVER_PATH',
  });
});

test('what is required must be there', () => {
  expect(() => requirement('browser', { PATH: '', EVENKEEL_REQUIRE: 'redis, browser' })).toThrow(
    'EVENKEEL_REQUIRE asks for browser: no Chromium',
  );
  expect(requirement('redis', { PATH: '', EVENKEEL_REQUIRE: 'browser' }).available).toBe(false);
});

test('a name that nobody knows is refused, so that a typing mistake cannot turn checks off', () => {
  expect(() => requirement('redis', { PATH: '', EVENKEEL_REQUIRE: 'browsr' })).toThrow('EVENKEEL_REQUIRE names browsr');
});
