import { expect, test } from 'vitest';
import { forwardedHeaders } from './every-request.ts';

test('what a client says about where it comes from is overwritten', () => {
  const headers = {
    host: 'app.example.com',
    'x-forwarded-for': '1.2.3.4',
    'x-forwarded-host': 'evil.example',
    'x-forwarded-proto': 'https',
    'x-forwarded-port': '1',
    'x-real-ip': '1.2.3.4',
    forwarded: 'for=1.2.3.4',
  };
  expect({ ...headers, ...forwardedHeaders({ headers }, { remoteAddress: '10.0.0.7' }) }).toEqual({
    host: 'app.example.com',
    'x-forwarded-for': '10.0.0.7',
    'x-forwarded-host': 'app.example.com',
    'x-forwarded-proto': 'http',
  });
});

test('an encrypted connection is told on', () => {
  expect(forwardedHeaders({ headers: {} }, { encrypted: true })['x-forwarded-proto']).toBe('https');
});
