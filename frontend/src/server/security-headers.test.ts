import { expect, test } from 'vitest';
import { pagePolicy } from './security-headers.ts';

test('a page runs its own scripts and asks its own backend, and nothing else', () => {
  expect(pagePolicy({ nonce: 'abc', backendUrl: 'http://localhost:8000', isDevelopment: false })).toBe(
    "default-src 'self'; script-src 'self' 'nonce-abc' 'strict-dynamic'; style-src 'self'; " +
      "connect-src 'self' http://localhost:8000; img-src 'self' data:; object-src 'none'; base-uri 'none'; " +
      "form-action 'self'; frame-ancestors 'none'",
  );
});

test('without a backend of its own origin a page asks its own origin only', () => {
  expect(pagePolicy({ nonce: 'abc', backendUrl: '', isDevelopment: false })).toContain("connect-src 'self';");
});

test('development adds what its tools need, and no inline scripts', () => {
  const policy = pagePolicy({ nonce: 'abc', backendUrl: '', isDevelopment: true });
  expect(policy).toContain("script-src 'self' 'nonce-abc' 'strict-dynamic' 'unsafe-eval';");
  expect(policy).toContain("connect-src 'self' ws:;");
  expect(policy).toContain("style-src 'self' 'unsafe-inline';");
});
