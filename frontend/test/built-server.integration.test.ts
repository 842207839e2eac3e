import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { readdirSync } from 'node:fs';
import { connect } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { build, failToStart, removeBuild, startServer, type RunningServer } from './built-server.ts';
import { standInBackend, type StandInBackend } from './stand-in-backend.ts';

const SECRET = 'a secret of the tests, of 32 characters';
const guards = {
  'x-frame-options': 'DENY',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'same-origin',
};

let backend: StandInBackend;
let server: RunningServer;

beforeAll(async () => {
  build();
  backend = await standInBackend();
  server = await startServer({
    NEXT_PUBLIC_BACKEND_URL: 'http://api.example.com:8000',
    BACKEND_INTERNAL_URL: backend.url,
    BETTER_AUTH_SECRET: SECRET,
  });
});
afterAll(async () => {
  await server?.stop();
  backend?.close();
  removeBuild();
});

/** Sends a request as written, with a path that fetch would tidy up. */
async function send(path: string, options: RequestOptions = {}, body?: AsyncIterable<Uint8Array>) {
  const { hostname, port } = new URL(server.url);
  const request = httpRequest({ hostname, port, path, ...options });
  const answered = new Promise<IncomingMessage>((resolve) => void request.once('response', resolve));
  let isAnswered = false;
  void answered.then(() => (isAnswered = true));
  // A server that refuses a body may close the connection under it.
  request.on('error', () => {});
  for await (const chunk of body ?? []) {
    if (isAnswered) break;
    if (!request.write(chunk)) await Promise.race([once(request, 'drain'), answered]);
  }
  if (!isAnswered) request.end();
  const answer = await answered;
  let text = '';
  for await (const chunk of answer.setEncoding('utf8')) text += String(chunk);
  request.destroy();
  return { status: answer.statusCode, headers: answer.headers, text };
}

function staticFile(kind: string): string {
  const folder = fileURLToPath(new URL('../.next-built-server/static/chunks', import.meta.url));
  return `/_next/static/chunks/${readdirSync(folder).find((name) => name.endsWith(kind))}`;
}

test.each(['/', '/votes', '/sign-in', '/nothing-here', '/%E0%A4%A', '/sign-in?return=%00'])(
  'the page %s runs only scripts with its nonce and has no inline style',
  async (path) => {
    const { headers, text } = await send(path);
    expect(headers).toMatchObject(guards);
    const policy = String(headers['content-security-policy']);
    const nonce = /'nonce-([^']+)'/.exec(policy)?.[1];
    expect(policy).toContain("default-src 'self'");
    expect(policy).not.toContain('unsafe');
    expect(policy).toContain("connect-src 'self' http://api.example.com:8000;");
    const scripts = text.match(/<script[^>]*>/g) ?? [];
    expect(scripts.length).toBeGreaterThan(3);
    expect(scripts.filter((tag) => !tag.includes(`nonce="${nonce}"`))).toEqual([]);
    expect(text).not.toMatch(/<style|<[^>]+ style=/);
  },
);

test('each page has a nonce of its own', async () => {
  const [first, second] = [await send('/'), await send('/')];
  expect(first.headers['content-security-policy']).not.toBe(second.headers['content-security-policy']);
});

test.each([
  ['/api/health', 200],
  ['/health', 200],
  ['/livez', 200],
  ['/api', 404],
  ['/_next/static/nothing.js', 404],
  ['//example.com', 308],
  ['/api/auth/token/', 308],
])('%s is guarded and runs nothing', async (path, status) => {
  const answer = await send(path);
  expect(answer.status).toBe(status);
  expect(answer.headers).toMatchObject(guards);
  expect(answer.headers['content-security-policy']).toContain("script-src 'none'");
});

test('files of the build are guarded too, and kept for ever', async () => {
  const { status, headers } = await send(staticFile('.css'));
  expect(status).toBe(200);
  expect(headers).toMatchObject({ ...guards, 'cache-control': 'public, max-age=31536000, immutable' });
});

test('the start page is there without a backend, and knows at once whether somebody may be signed in', async () => {
  const alone = await startServer();
  try {
    const visitor = await (await fetch(alone.url)).text();
    expect(visitor).toContain('Create an account');
    expect(visitor).not.toContain('What is to be done?');
    expect(await (await fetch(`${alone.url}/api/auth/ok`)).json()).toMatchObject({ status: 502 });
    expect((await fetch(`${alone.url}/api/health`)).status).toBe(200);
    expect(alone.log().filter((line) => line.includes('secret_is_weak'))).toHaveLength(1);
  } finally {
    await alone.stop();
  }
});

test('health is read only', async () => {
  for (const path of ['/api/health', '/health', '/livez']) {
    const { status, headers, text } = await send(path, { method: 'POST' });
    expect([status, headers['content-type'], headers['allow']]).toEqual([405, 'application/problem+json', 'GET, HEAD']);
    expect(JSON.parse(text)).toMatchObject({ title: 'Method Not Allowed', status: 405 });
  }
});

test('what a client says about where it comes from does not reach the backend', async () => {
  const forged = {
    'x-forwarded-for': '1.2.3.4',
    'x-forwarded-host': 'evil.example',
    'x-forwarded-proto': 'https',
    'x-real-ip': '1.2.3.4',
    forwarded: 'for=1.2.3.4',
    host: 'app.example.com',
  };
  const { text } = await send('/api/auth/get-session', { headers: forged });
  const { headers } = JSON.parse(text) as { headers: Record<string, string> };
  expect(headers).toMatchObject({
    'x-forwarded-for': '127.0.0.1',
    'x-forwarded-host': 'app.example.com',
    'x-forwarded-proto': 'http',
  });
  expect(headers).not.toHaveProperty('x-real-ip');
  expect(headers).not.toHaveProperty('forwarded');
});

test('a body that is too large is refused, also without a length and beyond what Next would hold', async () => {
  const before = backend.requests.length;
  const tooLong = { method: 'POST', body: new Uint8Array(1_048_577) };
  const declared = await fetch(`${server.url}/api/auth/sign-in/email`, tooLong);
  expect(declared.status).toBe(413);
  expect(backend.requests).toHaveLength(before);

  async function* twelveMebibytes() {
    for (let sent = 0; sent < 12 * 1_048_576; sent += 65_536) yield new Uint8Array(65_536);
  }
  const streamed = await send('/api/auth/sign-in/email', { method: 'POST' }, twelveMebibytes());
  expect(streamed.status).toBe(413);
  expect(streamed.headers['content-type']).toBe('application/problem+json');
});

test('no path leads out of /api', async () => {
  for (const path of ['/api/../metrics', '/api/%2e%2e/metrics', '/api/..%2fmetrics', '/api/x/%2e%2e/%2e%2e/metrics']) {
    const before = backend.requests.length;
    expect([path, (await send(path)).status]).toEqual([path, 404]);
    expect(backend.requests).toHaveLength(before);
  }
});

test('an event stream passes as it comes, ends with its reader, and does not keep the server from stopping', async () => {
  const events = await standInBackend((_, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' }).write('event: ready\ndata: {}\n\n');
  });
  const streaming = await startServer({ BACKEND_INTERNAL_URL: events.url, BETTER_AUTH_SECRET: SECRET });
  const first = new AbortController();
  // The browser's own header, which would let Next pack the answer.
  const headers = { 'accept-encoding': 'gzip, br', accept: 'text/event-stream' };
  const open = (signal?: AbortSignal) =>
    fetch(`${streaming.url}/api/42/events`, { headers, ...(signal ? { signal } : {}) });
  const reader = (await open(first.signal)).body?.getReader();
  expect(new TextDecoder().decode((await reader?.read())?.value)).toBe('event: ready\ndata: {}\n\n');
  first.abort();
  await expect.poll(events.cut).toBe(1);

  const second = await open();
  expect(second.status).toBe(200);
  expect(await streaming.stop()).toBe(0);
  expect(streaming.log().map(parsed)).toContainEqual(
    expect.objectContaining({ level: 'info', event: 'shutdown_signal_received', signal: 'SIGTERM' }),
  );
  await second.body?.cancel().catch(() => {});
  events.close();
});

test('with DRAIN_SECONDS what still comes on a kept connection is answered, for the last time', async () => {
  const draining = await startServer({ DRAIN_SECONDS: '10', BETTER_AUTH_SECRET: SECRET });
  const { port } = new URL(draining.url);
  const kept = connect(Number(port), '127.0.0.1').setEncoding('utf8');
  let said = '';
  kept.on('data', (text: string) => (said += text));
  const ask = () => kept.write('GET /api/health HTTP/1.1\r\nHost: x\r\n\r\n');
  ask();
  await expect.poll(() => said).toContain('keep-alive');
  const stopped = draining.stop();
  await expect.poll(() => draining.log().join()).toContain('shutdown_signal_received');
  said = '';
  ask();
  await once(kept, 'close');
  expect(said).toMatch(/^HTTP\/1\.1 200 [\s\S]*Connection: close/);
  expect(await stopped).toBe(0);
});

test('settings are read when the server starts, not when it is built', async () => {
  const other = await startServer({
    NEXT_PUBLIC_BACKEND_URL: 'https://other.example.com/',
    BETTER_AUTH_SECRET: SECRET,
  });
  const answer = await fetch(other.url);
  expect(answer.headers.get('content-security-policy')).toContain("connect-src 'self' https://other.example.com;");
  const page = await answer.text();
  expect(page).toContain('https://other.example.com');
  expect(page).not.toContain('api.example.com:8000');
  await other.stop();
});

test('settings that cannot be used are all named, without their values, and end the server', async () => {
  const { code, log } = await failToStart({
    NEXT_PUBLIC_BACKEND_URL: 'not-an-address',
    BETTER_AUTH_SECRET_FILE: '/nowhere/secret',
  });
  expect(code).toBe(2);
  expect(log.map(parsed)).toContainEqual(
    expect.objectContaining({
      level: 'error',
      event: 'settings_cannot_be_used',
      detail: expect.stringMatching(/BETTER_AUTH_SECRET_FILE names a file.*NEXT_PUBLIC_BACKEND_URL must be/),
    }),
  );
  expect(log.join('\n')).not.toContain('not-an-address');
});

test('a request that is no HTTP does not hurt', async () => {
  const { hostname, port } = new URL(server.url);
  const socket = connect(Number(port), hostname === 'localhost' ? '127.0.0.1' : hostname);
  socket.end('NONSENSE\r\n\r\n');
  await once(socket.resume(), 'close');
  expect((await send('/api/health')).status).toBe(200);
});

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return line;
  }
}

test('what is for developers alone is not in it', async () => {
  for (const path of ['/ui', '/runtime'])
    expect({ path, status: (await send(path)).status }).toEqual({ path, status: 404 });
  expect((await send('/votes')).text).not.toContain('Runtime');
});
