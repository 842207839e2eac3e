import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { NativeApp } from '../../test/native-app.ts';
import { createNativeApp } from '../../test/native-app.ts';
import { claim } from '../native/run-file.ts';
import { processInfo } from '../system/processes.ts';

const PASSWORD = 'correct-horse-1';
const COOKIE = 'app.session_token=s3cr3t.signature';
const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
const TOKEN = `${encode({ alg: 'EdDSA' })}.${encode({ sub: 'demo', exp: 1_900_000_000 })}.c2lnbmF0dXJl`;

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

let app: NativeApp;
let server: Server;
let backend: string;
/** What the backend was asked, in order. */
let asked: string[];
let sessions: number;
/** Answers that differ from those of a backend that is well. */
let differs: Record<string, Handler>;

/** A backend that signs in as Better Auth does: by cookie, and for a known origin alone. */
async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { method, url = '', headers } = request;
  asked.push(`${method} ${url}`);
  const body = await text(request);
  const other = differs[url];
  if (other) return other(request, response);
  const refuse = (status: number, code: string) =>
    response.writeHead(status, { 'content-type': 'application/problem+json' }).end(JSON.stringify({ status, code }));
  if (method === 'POST' && headers.origin !== 'http://localhost:3999') return void refuse(403, 'INVALID_ORIGIN');
  response.setHeader('content-type', 'application/json');
  if (url === '/api/auth/sign-in/email') {
    const { email, password } = JSON.parse(body) as Record<string, string>;
    if (email !== 'demo@example.test' || password !== PASSWORD) return void refuse(401, 'INVALID_EMAIL_OR_PASSWORD');
    sessions += 1;
    response.setHeader('set-cookie', ['app.dont_remember=; Max-Age=0', `${COOKIE}; Path=/; HttpOnly; SameSite=Lax`]);
    return void response.end('{"redirect":false,"user":{"id":"demo"}}');
  }
  if (headers.cookie !== COOKIE) return void refuse(401, 'UNAUTHORIZED');
  if (url === '/api/auth/token') return void response.end(JSON.stringify({ token: TOKEN }));
  sessions -= 1;
  response.end('{"success":true}');
}

beforeEach(async () => {
  app = await createNativeApp();
  [asked, sessions, differs] = [[], 0, {}];
  server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  backend = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  putUp(app.dataFolder);
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
  app.remove();
});

/** As `evenkeel up` leaves it while it runs; this test is the process that holds the folder. */
function putUp(dataFolder: string, kind: 'up' | 'prisma' = 'up') {
  mkdirSync(dataFolder, { recursive: true });
  writeFileSync(join(dataFolder, 'secrets.json'), JSON.stringify({ DEMO_PASSWORD: PASSWORD }));
  const holder = { pid: process.pid, startedAt: processInfo(process.pid)?.startedAt ?? '' };
  const addresses = { backend, frontend: 'http://localhost:3999' };
  claim(dataFolder, { kind, holder, run: 'test', addresses, processes: [] });
}

async function token(args: string[] = [], environment: Record<string, string> = {}) {
  const running = app.evenkeel(['token', ...args], environment);
  const { code } = await running.ended;
  const [out, err] = [running.out(), running.err()];
  for (const secret of [PASSWORD, 's3cr3t']) expect(out + err).not.toContain(secret);
  return { code, out, err };
}

const problem =
  (status: number, headers: Record<string, string> = {}, detail = 'The database does not answer.'): Handler =>
  (_request, response) =>
    response
      .writeHead(status, { 'content-type': 'application/problem+json', ...headers })
      .end(JSON.stringify({ status, detail }));

test('stdout is the token alone, and the sign-in that it took is ended', async () => {
  expect(await token()).toEqual({ code: 0, out: `${TOKEN}\n`, err: '' });
  expect(asked).toEqual(['POST /api/auth/sign-in/email', 'GET /api/auth/token', 'POST /api/auth/sign-out']);
  expect(sessions).toBe(0);
});

test('--json tells whose token it is, until when, and where it is good', async () => {
  const { code, out } = await token(['--json']);
  expect(code).toBe(0);
  const expires_at = new Date(1_900_000_000_000).toISOString();
  expect(JSON.parse(out)).toEqual({ token: TOKEN, user_id: 'demo', expires_at, backend });
});

test('--verbose shows the requests on stderr, and stdout stays the token alone', async () => {
  const { out, err } = await token(['--verbose']);
  expect(out).toBe(`${TOKEN}\n`);
  expect(err).toContain(`POST ${backend}/api/auth/sign-in/email  200 after`);
  expect(err).toContain('good until 2030-03-17T17:46:40.000Z, for demo@example.test');
});

test('a password of the environment counts, as it does for the start', async () => {
  const secrets = join(app.dataFolder, 'secrets.json');
  writeFileSync(secrets, JSON.stringify({ DEMO_PASSWORD: 'the-made-one' }));
  expect((await token([], { DEMO_PASSWORD: PASSWORD })).code).toBe(0);
});

test.each<[string, () => void, string, string]>([
  [
    'the password was changed',
    () => writeFileSync(join(app.dataFolder, 'secrets.json'), '{"DEMO_PASSWORD":"an-older-one"}'),
    'The app does not know demo@example.test with the password that this machine has for it',
    'npx prisma db seed',
  ],
  [
    'too many sign-ins',
    () => (differs['/api/auth/sign-in/email'] = problem(429, { 'retry-after': '41' })),
    'Too many sign-ins within a minute.',
    'Try again in 41 s.',
  ],
  [
    'a backend in trouble',
    () => (differs['/api/auth/sign-in/email'] = problem(503, {}, `No database, and ${PASSWORD} is wrong.`)),
    'The backend does not sign the demo user in (503): No database, and … is wrong.',
    'The log of evenkeel up says more.',
  ],
  [
    'another program on its port',
    () => (differs['/api/auth/sign-in/email'] = (_request, response) => response.end('<h1>My blog</h1>')),
    "What answers (200) does not sign the demo user in as this app's backend does.",
    'evenkeel doctor',
  ],
  [
    'a connection that is cut',
    () => (differs['/api/auth/sign-in/email'] = (request) => request.socket.destroy()),
    'The backend does not answer at http://127.0.0.1:',
    'Look at the log of evenkeel up',
  ],
  [
    'evenkeel.yaml without a demo user',
    () => app.editConfig('  demo: { email: demo@example.test, password: DEMO_PASSWORD }\n', ''),
    'evenkeel.yaml names no demo user.',
    'Add native.demo',
  ],
])('%s: said with what to do, and no token', async (_what, arrange, message, next) => {
  arrange();
  const { code, out, err } = await token();
  expect(out).toBe('');
  expect(err).toContain(message);
  expect(err).toContain(next);
  expect(code).toBe(message.startsWith('evenkeel.yaml') ? 2 : 3);
  expect(sessions).toBe(0);
});

test.each<[string, Handler]>([
  ['no token', problem(500)],
  ['something that is no token', (_request, response) => response.end('{"token":"two\\nlines"}')],
  ['a token that nobody can read', (_request, response) => response.end('{"token":"a.b.c"}')],
])('%s: exit code 3, and the sign-in is ended all the same', async (_what, handler) => {
  differs['/api/auth/token'] = handler;
  const { code, out, err } = await token();
  expect({ code, out }).toEqual({ code: 3, out: '' });
  expect(err).toContain('does not give a token');
  expect(sessions).toBe(0);
});

test('a sign-out that fails is said, and the token is good', async () => {
  differs['/api/auth/sign-out'] = problem(500);
  expect(await token()).toEqual({
    code: 0,
    out: `${TOKEN}\n`,
    err: 'The sign-in that was made for this could not be ended; it ends by itself. the backend answered 500\n',
  });
  expect((await token(['--quiet'])).err).toBe('');
});

test('a backend that is away', async () => {
  await new Promise((resolve) => void server.close(resolve));
  const { code, err } = await token();
  expect(code).toBe(3);
  expect(err).toContain(`✗ The backend does not answer at ${backend}: nothing listens there.\n`);
});

test('no app is up: neither where nothing is, nor where a prisma command has the database', async () => {
  const elsewhere = join(app.folder, 'elsewhere');
  const { code, err } = await token(['--data', elsewhere]);
  expect(code).toBe(3);
  expect(err).toBe('✗ The app is not up: nothing runs on the data in elsewhere.\n→ Start it: evenkeel up.\n');
  putUp(elsewhere, 'prisma');
  expect((await token(['--data', elsewhere, '--json'])).out).toContain('"message":"The app is not up');
});

test('of several apps that are up one has to be named', async () => {
  const second = join(app.folder, '.evenkeel-2');
  putUp(second);
  const { code, out, err } = await token();
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toContain('2 copies of the app are up:\n  --data .evenkeel  http');
  expect(err).toContain('→ Say which one, with --data.');
  expect(await token(['--data', second])).toMatchObject({ code: 0, out: `${TOKEN}\n` });
});

test('what makes no sense is wrong use', async () => {
  expect(await token(['--quiet', '--verbose'])).toMatchObject({
    code: 2,
    err: expect.stringContaining('--quiet and --verbose exclude each other.'),
  });
  expect((await token(['mine'])).code).toBe(2);
});
