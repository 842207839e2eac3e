import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { sessionHint } from './session-cookie.ts';

const secret = 'a secret of the tests, of 32 characters';
const signature = createHmac('sha256', secret).update('token-1').digest('base64');

function hint(cookies: Record<string, string>, known: string | undefined = secret) {
  return sessionHint({ get: (name) => (cookies[name] === undefined ? undefined : { value: cookies[name] }) }, known);
}

test('without a session cookie nobody is signed in', () => {
  expect(hint({})).toBe('none');
  expect(hint({ 'other.session_token': `token-1.${signature}` })).toBe('none');
});

test('a signed cookie is recognised, under both of its names', () => {
  expect(hint({ 'evenkeel.session_token': `token-1.${signature}` })).toBe('signed');
  expect(hint({ '__Secure-evenkeel.session_token': `token-1.${signature}` })).toBe('signed');
});

test('what is not signed with this secret is left to the backend', () => {
  for (const cookie of [`token-2.${signature}`, 'token-1.', 'token-1', `.${signature}`, 'token-1.AAAA', '.']) {
    expect(hint({ 'evenkeel.session_token': cookie })).toBe('unsure');
  }
  expect(hint({ 'evenkeel.session_token': `token-1.${signature}` }, 'another secret')).toBe('unsure');
  expect(sessionHint({ get: () => ({ value: `token-1.${signature}` }) }, undefined)).toBe('unsure');
});
