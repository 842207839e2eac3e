import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, expect, test, vi } from 'vitest';
import { standInBackend, type StandInBackend } from '../../test/stand-in-backend.ts';
import { forwardToBackend } from './backend-proxy.ts';

const MEBIBYTE = 1_048_576;

let backend: StandInBackend;
afterEach(() => backend?.close());

const never = new AbortController().signal;

function forward(path: string, init: RequestInit = {}, more: { stopping?: AbortSignal; timeLimitMs?: number } = {}) {
  const request = new Request(`http://localhost:3000${path}`, { ...init, ...(init.body ? { duplex: 'half' } : {}) });
  return forwardToBackend(request, { backendUrl: backend.url, stopping: never, ...more });
}

/** What the server would have logged, as objects. */
function logged(run: () => Promise<unknown>): Promise<Record<string, unknown>[]> {
  const write = vi.spyOn(process.stdout, 'write').mockImplementation(() => true);
  return run()
    .then(() => write.mock.calls.map(([line]) => JSON.parse(String(line)) as Record<string, unknown>))
    .finally(() => write.mockRestore());
}

/** A body that comes without Content-Length, piece by piece. */
function streamOf(pieces: AsyncIterable<Uint8Array>): ReadableStream<Uint8Array> {
  const iterator = pieces[Symbol.asyncIterator]();
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await iterator.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    async cancel() {
      await iterator.return?.();
    },
  });
}

test('a request arrives as it was sent, but for what concerns the connection', async () => {
  backend = await standInBackend();
  const answer = await forward('/api/auth/sign-in/email?x=%20a', {
    method: 'POST',
    body: '{"email":"ä"}',
    headers: {
      'content-type': 'application/json',
      'content-length': '14',
      cookie: 'evenkeel.session_token=abc',
      origin: 'http://localhost:3000',
      connection: 'keep-alive, x-private',
      'x-private': 'of this connection',
      te: 'trailers',
      'x-forwarded-for': '10.0.0.7',
      'x-request-id': 'known-to-the-client',
    },
  });
  expect(answer.headers.get('x-request-id')).toBe('known-to-the-client');
  const { method, url, headers, body } = (await answer.json()) as {
    method: string;
    url: string;
    headers: object;
    body: string;
  };
  expect([method, url, body]).toEqual(['POST', '/api/auth/sign-in/email?x=%20a', '{"email":"ä"}']);
  expect(headers).toMatchObject({
    'content-type': 'application/json',
    cookie: 'evenkeel.session_token=abc',
    origin: 'http://localhost:3000',
    'x-forwarded-for': '10.0.0.7',
    'x-request-id': 'known-to-the-client',
    'accept-encoding': 'identity',
    host: new URL(backend.url).host,
  });
  expect(headers).not.toHaveProperty('x-private');
  expect(headers).not.toHaveProperty('te');
});

test('the session cookie goes to sign-in alone; a request id that is none is replaced', async () => {
  backend = await standInBackend();
  const headers = { cookie: 'evenkeel.session_token=abc', authorization: 'Bearer token', 'x-request-id': 'a b\u00E4' };
  const answer = await forward('/api/42/tasks', { headers });
  const echoed = ((await answer.json()) as { headers: Record<string, string> }).headers;
  expect(echoed).not.toHaveProperty('cookie');
  expect(echoed['authorization']).toBe('Bearer token');
  expect(echoed['x-request-id']).toMatch(/^[\da-f-]{36}$/);
});

test('an answer comes back as it was sent', async () => {
  backend = await standInBackend((_, response) => {
    response.setHeader('set-cookie', ['a=1; Path=/; HttpOnly', 'b=2; Path=/']);
    response.setHeader('location', 'http://localhost:3000/elsewhere');
    response.setHeader('keep-alive', 'timeout=5');
    response.writeHead(302, { 'x-other': 'kept' }).end('moved');
  });
  const answer = await forward('/api/auth/callback');
  expect([answer.status, await answer.text()]).toEqual([302, 'moved']);
  expect(answer.headers.getSetCookie()).toEqual(['a=1; Path=/; HttpOnly', 'b=2; Path=/']);
  expect(answer.headers.get('location')).toBe('http://localhost:3000/elsewhere');
  expect(answer.headers.get('x-other')).toBe('kept');
  expect(answer.headers.get('keep-alive')).toBeNull();
});

test('answers without a body have none', async () => {
  backend = await standInBackend((request, response) =>
    response.writeHead(request.method === 'HEAD' ? 200 : 204).end(),
  );
  const deleted = await forward('/api/42/tasks/1', { method: 'DELETE' });
  expect([deleted.status, deleted.body]).toEqual([204, null]);
  expect((await forward('/api/results', { method: 'HEAD' })).status).toBe(200);
  expect(backend.requests[0]?.headers).not.toHaveProperty('transfer-encoding');
});

test('an answer is passed on while it is being made, and ends when the reader leaves', async () => {
  backend = await standInBackend((_, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' }).write('event: ready\ndata: {}\n\n');
  });
  const leave = new AbortController();
  const answer = await forward('/api/42/events', { signal: leave.signal });
  const reader = answer.body?.getReader();
  expect(new TextDecoder().decode((await reader?.read())?.value)).toBe('event: ready\ndata: {}\n\n');
  expect(backend.cut()).toBe(0);
  leave.abort();
  await expect.poll(backend.cut).toBe(1);
});

test('an answer that would never end ends when the server stops', async () => {
  backend = await standInBackend((_, response) => response.writeHead(200).write('data: 1\n\n'));
  const stopping = new AbortController();
  const answer = await forward('/api/42/events', {}, { stopping: stopping.signal });
  stopping.abort();
  await expect(answer.text()).rejects.toThrow('aborted');
  await expect.poll(backend.cut).toBe(1);
});

test('a body is passed on while it is being sent', async () => {
  const arrived: string[] = [];
  backend = await standInBackend(async (request, response) => {
    for await (const chunk of request.setEncoding('utf8')) arrived.push(String(chunk));
    response.end('done');
  });
  async function* pieces() {
    yield new TextEncoder().encode('first');
    await vi.waitFor(() => expect(arrived).toEqual(['first']));
    yield new TextEncoder().encode('second');
  }
  const answer = await forward('/api/x', {
    method: 'POST',
    body: streamOf(pieces()),
    headers: { 'transfer-encoding': 'chunked' },
  });
  expect(await answer.text()).toBe('done');
  expect(arrived).toEqual(['first', 'second']);
});

test('a body of a mebibyte is passed on, one byte more is refused before anything is sent', async () => {
  backend = await standInBackend(async (request, response) => {
    let length = 0;
    for await (const chunk of request) length += (chunk as Buffer).length;
    response.end(String(length));
  });
  const send = (length: number) =>
    forward('/api/x', { method: 'POST', body: new Uint8Array(length), headers: { 'content-length': String(length) } });
  expect(await (await send(MEBIBYTE)).text()).toBe(String(MEBIBYTE));
  const refused = await send(MEBIBYTE + 1);
  expect(refused.status).toBe(413);
  expect(refused.headers.get('content-type')).toBe('application/problem+json');
  expect(await refused.json()).toMatchObject({
    type: 'about:blank',
    title: 'Payload Too Large',
    status: 413,
    detail: 'The body is larger than 1,048,576 bytes.',
    request_id: refused.headers.get('x-request-id'),
  });
  expect(backend.requests).toHaveLength(1);
});

test('the rest of what is too long is read, as far as it comes within a second', async () => {
  backend = await standInBackend(() => {});
  let sent = 0;
  async function* threeMebibytes() {
    for (; sent < 3; sent++) {
      yield new Uint8Array(MEBIBYTE);
      await pause(10);
    }
  }
  for (const headers of [{ 'transfer-encoding': 'chunked' }, { 'content-length': String(3 * MEBIBYTE) }]) {
    sent = 0;
    const refused = await forward('/api/x', { method: 'POST', body: streamOf(threeMebibytes()), headers });
    expect({ status: refused.status, sent }).toEqual({ status: 413, sent: 3 });
  }
});

test('a body without a length, or with a false one, is refused as soon as it is too long', async () => {
  let received = 0;
  backend = await standInBackend((request) => {
    request.on('data', (chunk: Buffer) => (received += chunk.length));
    request.on('error', () => {});
  });
  async function* endless() {
    for (;;) {
      yield new Uint8Array(65_536);
      await pause(1);
    }
  }
  for (const headers of [{ 'transfer-encoding': 'chunked' }, { 'content-length': '5' }]) {
    received = 0;
    const answer = await forward('/api/x', { method: 'POST', body: streamOf(endless()), headers });
    expect(answer.status).toBe(413);
    expect(received).toBeLessThanOrEqual(MEBIBYTE);
  }
});

test('no backend is 502, and the log says why without the query', async () => {
  backend = await standInBackend();
  backend.close();
  const lines = await logged(async () => {
    const answer = await forward('/api/auth/token?secret=1', { headers: { 'x-request-id': 'r1', cookie: 'c=1' } });
    expect(answer.status).toBe(502);
    expect(await answer.json()).toMatchObject({ status: 502, title: 'Bad Gateway', request_id: 'r1' });
  });
  expect(lines).toEqual([
    {
      level: 'error',
      time: expect.any(String),
      event: 'backend_unreachable',
      request_id: 'r1',
      method: 'GET',
      path: '/api/auth/token',
      cause: 'fetch failed: ECONNREFUSED',
    },
  ]);
});

test('a backend that says nothing is 504', async () => {
  backend = await standInBackend(() => {});
  const lines = await logged(async () => {
    const answer = await forward('/api/results', {}, { timeLimitMs: 50 });
    expect(answer.status).toBe(504);
    expect(await answer.json()).toMatchObject({ status: 504, title: 'Gateway Timeout' });
  });
  expect(lines).toMatchObject([{ event: 'backend_timed_out', level: 'error' }]);
  await expect.poll(backend.cut).toBe(1);
});

test('the time limit is for the beginning of an answer, not for its end', async () => {
  backend = await standInBackend(async (_, response) => {
    response.writeHead(200).write('begun ');
    await pause(150);
    response.end('ended');
  });
  expect(await (await forward('/api/x', {}, { timeLimitMs: 50 })).text()).toBe('begun ended');
});

test('a client that leaves before the answer is no failure of the backend', async () => {
  backend = await standInBackend(() => {});
  const leave = new AbortController();
  const lines = await logged(async () => {
    const answer = forward('/api/results', { signal: leave.signal });
    await vi.waitFor(() => expect(backend.requests).toHaveLength(1));
    leave.abort();
    await answer;
  });
  expect(lines).toEqual([]);
  await expect.poll(backend.cut).toBe(1);
});

test.each([
  '/api',
  '/apix/y',
  '/api/../metrics',
  '/api/%2e%2e/metrics',
  '/api/.%2E/metrics',
  '/api/..%2fmetrics',
  '/api/x/..%2F..%2Fmetrics',
  '/api/..%5cmetrics',
  '/api/..\\metrics',
  '//metrics',
])('%s leads nowhere', async (path) => {
  backend = await standInBackend();
  const answer = await forward(path);
  expect(answer.status).toBe(404);
  expect(answer.headers.get('content-type')).toBe('application/problem+json');
  expect(backend.requests).toEqual([]);
});

test('paths that only look odd stay below /api', async () => {
  backend = await standInBackend();
  for (const path of [
    '/api/..x/y',
    '/api/%252e%252e/metrics',
    '/api/a/../b',
    '/api/..;/../x',
    '/api//evil.example/x',
    '/api/@evil.example',
    '/api/?x=../..',
  ]) {
    await (await forward(path)).text();
    expect(backend.requests.at(-1)?.url).toMatch(/^\/api\//);
  }
});
