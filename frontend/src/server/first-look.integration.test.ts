import type { ServerResponse } from 'node:http';
import { afterEach, expect, test } from 'vitest';
import { standInBackend, type StandInBackend } from '../../test/stand-in-backend.ts';
import { firstLook } from './first-look.ts';

const claims = { sub: 'ada 1', name: 'Ada', email: 'ada@example.com', iat: 1_000, exp: 1_600 };
const token = `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.signature`;
const at = '2026-01-01T00:00:00.000Z';
const milk = { id: '1', title: 'Buy milk', description: '', completed: false, created_at: at, updated_at: at };
const answers: Record<string, unknown> = {
  '/api/auth/token?disableRefresh=true': { token },
  '/api/ada%201/tasks?limit=50': [milk],
  '/api/assistant': { model: 'offline', offline: true },
};
const give = (response: ServerResponse, status: number, body: string) => response.writeHead(status).end(body);

let backend: StandInBackend;
afterEach(() => backend.close());

const incoming = new Headers({
  cookie: 'evenkeel.session_token=abc',
  'x-forwarded-for': '10.0.0.7',
  'user-agent': 'a browser',
  'if-none-match': '"of the page"',
});
const look = (timeLimitMs = 5_000) =>
  firstLook(incoming, { backendUrl: backend.url, stopping: new AbortController().signal, timeLimitMs });

test('tasks and model of whoever asks for the page, asked for in their name; the cookie goes to the sign-in alone', async () => {
  backend = await standInBackend(({ url = '' }, response) => give(response, 200, JSON.stringify(answers[url])));
  expect(await look()).toEqual({ userId: 'ada 1', tasks: [milk], isOffline: true, at: expect.any(Date) });
  for (const { url = '', headers } of backend.requests) {
    expect(headers).toMatchObject({ 'x-forwarded-for': '10.0.0.7', 'user-agent': 'a browser' });
    expect(headers['if-none-match']).toBeUndefined();
    expect(headers.cookie).toBe(url.startsWith('/api/auth/') ? 'evenkeel.session_token=abc' : undefined);
    expect(headers.authorization).toBe(url.includes('/tasks') ? `Bearer ${token}` : undefined);
  }
});

test.each<[string, string, number, string]>([
  ['the session has ended', '/api/auth/token?disableRefresh=true', 401, '{}'],
  ['the token is none', '/api/auth/token?disableRefresh=true', 200, '{"token":"x"}'],
  ['the database is away', '/api/ada%201/tasks?limit=50', 503, '{}'],
  ['the tasks are none', '/api/ada%201/tasks?limit=50', 200, '{"tasks":[]}'],
  ['there is another server', '/api/assistant', 200, '<html>'],
])('nothing where %s', async (_what, path, status, body) => {
  backend = await standInBackend(({ url = '' }, response) =>
    url === path ? give(response, status, body) : give(response, 200, JSON.stringify(answers[url])),
  );
  expect(await look()).toBeUndefined();
});

test('nothing where nobody listens, or says nothing in time', async () => {
  backend = await standInBackend(() => {});
  const began = performance.now();
  expect(await look(200)).toBeUndefined();
  expect(performance.now() - began).toBeLessThan(2_000);
  backend.close();
  expect(await look()).toBeUndefined();
});
