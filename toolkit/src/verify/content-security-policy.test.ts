import { expect, test } from 'vitest';
import { policyWeakness, scriptNonce } from './content-security-policy.ts';

const answer = (policy?: string) => ({
  status: 200,
  headers: policy === undefined ? {} : { 'content-security-policy': policy },
  body: '',
});
const weakness = (policy?: string, allowsEval = false) => policyWeakness(answer(policy), { allowsEval });

test.each([
  "default-src 'self'",
  "default-src 'none'",
  "DEFAULT-SRC 'self'; script-src 'self' 'nonce-abc' 'strict-dynamic'; style-src 'self' 'unsafe-inline'",
  "script-src 'none', default-src 'self'; object-src 'none'",
])('%s is strict', (policy) => {
  expect(weakness(policy)).toBeUndefined();
});

test.each([
  [undefined, 'no content-security-policy'],
  ["script-src 'self'", 'content-security-policy: no default-src'],
  ['default-src *', 'content-security-policy: default-src *'],
  ["default-src 'self' https://cdn.example", "content-security-policy: default-src 'self' https://cdn.example"],
  ["default-src 'self'; script-src 'self' 'unsafe-inline'", "content-security-policy: script-src has 'unsafe-inline'"],
  ["default-src 'self'; script-src-elem https:", 'content-security-policy: script-src-elem has https:'],
  [
    "default-src 'self'; script-src 'self' https://cdn.example",
    'content-security-policy: script-src has https://cdn.example',
  ],
  ["default-src 'self'; script-src 'unsafe-eval'", "content-security-policy: script-src has 'unsafe-eval'"],
])('%s is not', (policy, expected) => {
  expect(weakness(policy)).toBe(expected);
});

test('eval is for development', () => {
  expect(weakness("default-src 'self'; script-src 'self' 'unsafe-eval'", true)).toBeUndefined();
});

test('the nonce is that of the scripts', () => {
  expect(scriptNonce(answer("default-src 'self'; style-src 'nonce-style'; script-src 'self' 'nonce-a/b+c=='"))).toBe(
    'a/b+c==',
  );
  expect(scriptNonce(answer("default-src 'self'"))).toBeUndefined();
  expect(scriptNonce(undefined)).toBeUndefined();
});
