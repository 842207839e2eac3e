import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FRONTEND, startAppWithDatabase, type TestUser } from '../../test/app.ts';
import type { Answer, Call } from '../../test/http.ts';

let app: Awaited<ReturnType<typeof startAppWithDatabase>>;
let ada: TestUser;
beforeAll(async () => {
  app = await startAppWithDatabase();
  ada = await app.signUp('Ada');
});
afterAll(() => app.stop());

function expectSecurityHeaders({ headers }: Pick<Answer, 'headers'>) {
  expect(headers['content-security-policy']).toContain("default-src 'self'");
  expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
  expect(headers['content-security-policy']).not.toContain('unsafe');
  expect(headers['x-frame-options']).toBe('DENY');
  expect(headers['x-content-type-options']).toBe('nosniff');
  expect(headers['referrer-policy']).toBe('strict-origin-when-cross-origin');
  expect(headers['x-request-id']).toMatch(/^[\w.-]+$/);
  expect(headers['x-powered-by']).toBeUndefined();
}

describe('RUN-9: security headers are on every answer', () => {
  const answers: [number, string, string, () => Call][] = [
    [200, 'GET', '/livez', () => ({})],
    [200, 'GET', '/api/health', () => ({})],
    [200, 'GET', '/metrics', () => ({})],
    [200, 'GET', '/docs/', () => ({})],
    [301, 'GET', '/docs', () => ({})],
    [200, 'GET', '/docs/swagger-ui-bundle.js', () => ({})],
    [200, 'GET', '/openapi.json', () => ({})],
    [200, 'GET', '/api/results', () => ({})],
    [201, 'POST', '/api/vote', () => ({ json: { option: 'cats' } })],
    [200, 'GET', '/api/auth/get-session', () => ({ cookie: ada.cookie })],
    [401, 'GET', '/api/auth/token', () => ({})],
    [404, 'GET', '/api/auth/nothing', () => ({})],
    [400, 'POST', '/api/auth/sign-in/email', () => ({ body: '{', headers: { 'content-type': 'application/json' } })],
    [400, 'POST', '/api/vote', () => ({ body: '{', headers: { 'content-type': 'application/json' } })],
    [401, 'GET', '/api/somebody/tasks', () => ({})],
    [403, 'GET', '/api/somebody/tasks', () => ({ token: ada.token })],
    [404, 'GET', '/nothing', () => ({})],
    [405, 'PUT', '/api/vote', () => ({})],
    [
      413,
      'POST',
      '/api/vote',
      () => ({ body: 'x'.repeat(1_048_577), headers: { 'content-type': 'application/json' } }),
    ],
    [415, 'POST', '/api/vote', () => ({ body: 'x', headers: { 'content-type': 'text/plain' } })],
    [422, 'POST', '/api/vote', () => ({ json: {} })],
    [
      400,
      'OPTIONS',
      '/api/vote',
      () => ({ headers: { origin: 'https://evil.example', 'access-control-request-method': 'POST' } }),
    ],
    [200, 'OPTIONS', '/api/vote', () => ({ headers: { origin: FRONTEND, 'access-control-request-method': 'POST' } })],
  ];

  test.each(answers)('%i: %s %s', async (status, method, path, call) => {
    const answer = await app.send(method, path, call());
    expect(answer.status, answer.text.slice(0, 500)).toBe(status);
    expectSecurityHeaders(answer);
  });

  test('204, after a deletion', async () => {
    const task = await app.send('POST', ada.tasks, { token: ada.token, json: { title: 'T' } });
    const answer = await app.send('DELETE', `${ada.tasks}/${task.json.id}`, { token: ada.token });
    expect(answer.status).toBe(204);
    expectSecurityHeaders(answer);
  });

  test('304, of what has not changed', async () => {
    for (const path of ['/docs/', '/openapi.json', '/api/results']) {
      const { etag } = (await app.send('GET', path)).headers;
      const answer = await app.send('GET', path, { headers: { 'if-none-match': etag } });
      expect(answer.status, path).toBe(304);
      expectSecurityHeaders(answer);
    }
  });

  test('500, of a failure that nobody foresaw', async () => {
    await app.database.sql('ALTER FUNCTION get_vote_results RENAME TO gone');
    await new Promise((resolve) => setTimeout(resolve, 2_050)); // the result is kept for two seconds
    const answer = await app.send('GET', '/api/results');
    await app.database.sql('ALTER FUNCTION gone RENAME TO get_vote_results');
    expect(answer.status).toBe(500);
    expectSecurityHeaders(answer);
    expect(answer.headers['content-type']).toContain('application/problem+json');
    expect(answer.text).not.toMatch(/get_vote_results|prisma|function/i);
    const line = app.log.find((each) => each['request_id'] === answer.json.request_id);
    expect(line).toMatchObject({ level: 'error', event: 'request_failed', status: 500, path: '/api/results' });
    expect(JSON.stringify(line?.['cause'])).toContain('get_vote_results');
  });

  test('an event stream', async () => {
    const headers = { authorization: `Bearer ${ada.token}` };
    const response = await new Promise<Pick<Answer, 'headers' | 'status'>>((resolve, reject) => {
      const call = request(`${app.url}/api/${ada.id}/events`, { headers, agent: false }, (answer) => {
        resolve({ headers: answer.headers, status: answer.statusCode ?? 0 });
        call.destroy();
      });
      call.once('error', reject).end();
    });
    expect(response.status).toBe(200);
    expect(response.headers).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
    });
    expectSecurityHeaders(response);
  });
});

describe('RUN-9: calls from pages of other origins', () => {
  const preflight = (origin: string | undefined, path = ada.tasks) =>
    app.send('OPTIONS', path, {
      headers: {
        ...(origin === undefined ? {} : { origin }),
        'access-control-request-method': 'PATCH',
        'access-control-request-headers': 'authorization,content-type',
      },
    });

  test.each(['http://localhost:3000', 'http://127.0.0.1:3000', 'http://localhost:30000'])(
    'a preflight from %s is 200 and allows what the page needs',
    async (origin) => {
      const answer = await preflight(origin);
      expect(answer.status).toBe(200);
      expect(answer.headers).toMatchObject({
        'access-control-allow-origin': origin,
        'access-control-allow-methods': 'GET, HEAD, POST, PATCH, DELETE',
        'access-control-allow-headers': 'authorization, content-type, x-request-id',
      });
      expect(answer.headers['vary']).toContain('Origin');
      // The cookie is for the frontend's own proxy; other pages are not to use it.
      expect(answer.headers['access-control-allow-credentials']).toBeUndefined();
    },
  );

  test.each(['https://evil.example', 'null', 'http://localhost:3000.evil.example', 'http://localhost:3001', undefined])(
    'a preflight from %s is 400, also for addresses that are not there',
    async (origin) => {
      for (const path of [ada.tasks, '/api/auth/sign-in/email', '/nothing']) {
        const answer = await preflight(origin, path);
        expect(answer.status).toBe(400);
        expect(answer.headers['content-type']).toContain('application/problem+json');
        expect(answer.headers['access-control-allow-origin']).toBeUndefined();
      }
    },
  );

  test('an answer may be read by an allowed page only, with the headers that it needs', async () => {
    const allowed = await app.send('GET', ada.tasks, { token: ada.token, headers: { origin: FRONTEND } });
    expect(allowed.headers['access-control-allow-origin']).toBe(FRONTEND);
    expect(allowed.headers['access-control-expose-headers']).toBe('link, location, retry-after, x-request-id');
    const foreign = await app.send('GET', ada.tasks, { token: ada.token, headers: { origin: 'https://evil.example' } });
    expect(foreign.headers['access-control-allow-origin']).toBeUndefined();
  });

  test('an error can be read by the page too', async () => {
    const answer = await app.send('GET', ada.tasks, { headers: { origin: FRONTEND } });
    expect(answer).toMatchObject({ status: 401, headers: { 'access-control-allow-origin': FRONTEND } });
  });

  test('OPTIONS that is no preflight is an ordinary wrong method', async () => {
    expect(await app.send('OPTIONS', '/api/vote')).toMatchObject({ status: 405, headers: { allow: 'POST' } });
  });
});

describe('OPS-3: metrics', () => {
  test('requests are counted by route, not by address, and accepted votes by option', async () => {
    await app.send('GET', `${ada.tasks}?limit=1`, { token: ada.token });
    await app.send('POST', '/api/vote', { json: { option: 'dogs' } });
    const { text, headers } = await app.send('GET', '/metrics');
    expect(headers['content-type']).toContain('text/plain; version=0.0.4');
    expect(text).toMatch(
      /http_request_duration_seconds_count\{method="GET",route="\/api\/:user_id\/tasks",status="200"\} \d+/,
    );
    expect(text).toMatch(/votes_accepted_total\{option="dogs"\} \d+/);
    expect(text).toContain('process_cpu_seconds_total');
    expect(text).not.toContain(ada.id);
  });

  test('they say which version, schema and model this is', async () => {
    const { text } = await app.send('GET', '/metrics');
    expect(text).toMatch(/^evenkeel_info\{version="\d+\.\d+\.\d+",schema="\d{14}_\w+",model="offline"\} 1$/m);
  });
});
