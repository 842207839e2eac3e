import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readSettings, secretWeakness } from './env.ts';

test('nothing needs to be set', () => {
  expect(readSettings({})).toEqual({
    publicBackendUrl: '',
    internalBackendUrl: 'http://localhost:8000',
    secret: undefined,
    drainMs: 0,
  });
});

test('the server goes the public way if there is no internal one', () => {
  expect(readSettings({ NEXT_PUBLIC_BACKEND_URL: 'https://api.example.com/' })).toMatchObject({
    publicBackendUrl: 'https://api.example.com',
    internalBackendUrl: 'https://api.example.com',
  });
  expect(
    readSettings({ NEXT_PUBLIC_BACKEND_URL: 'http://localhost:8000', BACKEND_INTERNAL_URL: 'http://backend:8000' }),
  ).toMatchObject({ publicBackendUrl: 'http://localhost:8000', internalBackendUrl: 'http://backend:8000' });
});

test('an empty value counts as absent', () => {
  expect(readSettings({ NEXT_PUBLIC_BACKEND_URL: '', PORT: '' }).publicBackendUrl).toBe('');
});

test('the secret may come from a file', () => {
  const file = join(mkdtempSync(join(tmpdir(), 'settings-')), 'secret');
  writeFileSync(file, 'from the file\n');
  expect(readSettings({ BETTER_AUTH_SECRET_FILE: file }).secret).toBe('from the file');
  expect(() => readSettings({ BETTER_AUTH_SECRET_FILE: file, BETTER_AUTH_SECRET: 'x' })).toThrow(
    'BETTER_AUTH_SECRET and BETTER_AUTH_SECRET_FILE are both set: keep one',
  );
  expect(() => readSettings({ BETTER_AUTH_SECRET_FILE: '/nowhere' })).toThrow(
    'BETTER_AUTH_SECRET_FILE names a file that cannot be read (ENOENT)',
  );
});

test('all wrong settings are named at once, and no value is shown', () => {
  const read = () =>
    readSettings({
      NEXT_PUBLIC_BACKEND_URL: 'backend:8000',
      BACKEND_INTERNAL_URL: 'http://x/hidden-path',
      PORT: 'hidden',
    });
  expect(read).toThrow(
    'NEXT_PUBLIC_BACKEND_URL must be an http:// or https:// URL; BACKEND_INTERNAL_URL must have no path; PORT must be a port number',
  );
  expect(read).not.toThrow('hidden');
});

test('a name that was set on purpose and is not read is refused', () => {
  const read = (names: string) => () => readSettings({ EVENKEEL_ENV_NAMES: names });
  expect(read('BAD_VAR,PORT, NEXT_PUBLIC_BACKEND ,BAD_VAR')).toThrow(
    /^BAD_VAR is no variable of this program: .*; NEXT_PUBLIC_BACKEND is no variable of this program: [^;]*$/,
  );
  expect(read('NODE')).toThrow('NODE is no variable');
  expect(read('')).not.toThrow();
  expect(
    read('PORT,BETTER_AUTH_SECRET_FILE,NODE_OPTIONS,NEXT_TELEMETRY_DISABLED,TZ,no_proxy,OTEL_SERVICE_NAME'),
  ).not.toThrow();
});

test('a weak secret is said, not refused', () => {
  expect(secretWeakness(undefined)).toBe('BETTER_AUTH_SECRET is not set');
  expect(secretWeakness('test')).toBe('BETTER_AUTH_SECRET has fewer than 32 characters');
  expect(secretWeakness('x'.repeat(32))).toBeUndefined();
});
