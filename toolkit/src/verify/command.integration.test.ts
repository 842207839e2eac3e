import { spawn } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import type { Flaw } from './stand-in/flaw.ts';
import type { Asked, Told } from './stand-in/messages.ts';
import type { StandIn } from './stand-in/server.ts';
import { startStandIn } from './stand-in/server.ts';

const evenkeel = new URL('../../bin/evenkeel.js', import.meta.url).pathname;
let app: StandIn;
afterEach(() => app.stop());

interface Ended {
  code: number | null;
  out: string;
  err: string;
}

function start(args: string[], environment: Record<string, string> = {}) {
  const child = spawn(process.execPath, [evenkeel, 'verify', ...args], {
    env: { LANG: 'C.UTF-8', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended: Ended = { code: null, out: '', err: '' };
  child.stdout.on('data', (chunk: Buffer) => (ended.out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (ended.err += chunk.toString()));
  const end = new Promise<Ended>((resolve) => void child.once('close', (code) => resolve({ ...ended, code })));
  return { child, end };
}

async function startApp(flaw: Flaw = {}): Promise<string[]> {
  app = await startStandIn(flaw);
  return ['--frontend-url', app.frontendUrl, '--backend-url', app.backendUrl];
}

test('all is well: 0, with what was looked at and what was not', async () => {
  const { code, out } = await start(await startApp()).end;
  expect(out).toContain(`native · frontend ${app.frontendUrl} · backend ${app.backendUrl}\n`);
  expect(out).toMatch(/\n {2}✓ APP-2 {3}Tasks belong to their user +\d+\.\d s\n/);
  expect(out).toContain('    VOTE-7  A page with both buttons and the live result: needs ');
  expect(out).toMatch(/\n12 passed, 7 not run +\d+\.\d s\n$/);
  expect(code).toBe(0);
});

test('a finding: 1, and no secret is shown however much is told', async () => {
  const secrets = new Set<string>();
  const note = (told: Told, { path, body, headers }: Asked) => {
    for (const text of [body, told.body, told.headers['set-cookie'] ?? '']) {
      for (const [, secret = ''] of text.matchAll(/(?:"password":"|"token":"|session=)([^";]+)/g)) secrets.add(secret);
    }
    const token = headers.authorization?.split(' ')[1];
    if (token && path.startsWith('/api/')) secrets.add(token);
  };
  const flaw: Flaw = {
    blindTo: 'address',
    alter(told, asked) {
      note(told, asked);
      // Answers of all kinds become findings, and their bodies are shown.
      if (asked.path.startsWith('/api/auth/get-session') || asked.path === '/api/auth/sign-out') told.status = 500;
    },
  };
  const where = await startApp(flaw);
  for (const args of [['--verbose'], ['--json']]) {
    const { code, out, err } = await start([...where, ...args]).end;
    expect(code).toBe(1);
    expect(out).toContain('$TOKEN_B');
    expect(out).toContain('$COOKIE');
    const shown = [...secrets].filter(
      (secret) => secret !== 'nine-char' && secret.length > 9 && (out + err).includes(secret),
    );
    expect(shown).toEqual([]);
  }
  expect(secrets.size).toBeGreaterThan(20);
});

test('--json is one line with everything', async () => {
  const { code, out } = await start([...(await startApp({ lacks: '/docs' })), '--json', '--only', 'RUN-4,RUN-5']).end;
  expect(code).toBe(1);
  const report = JSON.parse(out);
  expect(out.trimEnd()).not.toContain('\n');
  expect(report).toMatchObject({
    type: 'report',
    target: { runtime: 'native', frontendUrl: app.frontendUrl, backendUrl: app.backendUrl },
    checks: [
      {
        id: 'RUN-4',
        outcome: 'fail',
        findings: [{ expected: 'status 200', came: 'status 404', curl: `curl -i ${app.backendUrl}/docs` }],
      },
    ],
    notRun: [{ id: 'RUN-5' }],
    sums: { passed: 0, failed: 1, unknown: 0, notRun: 1 },
    exitCode: 1,
  });
});

test('without Docker there is no Compose to look at: 3, and what to do', async () => {
  const { code, out, err } = await start(['compose', ...(await startApp())], { PATH: '/nowhere' }).end;
  expect({ code, out }).toEqual({ code: 3, out: '' });
  expect(err).toMatch(/docker/i);
  expect(err).toContain('→ ');
});

test('nothing listens: 3, and how to start it', async () => {
  await startApp();
  const { frontendUrl } = app;
  await app.stop();
  const { code, out, err } = await start(['--frontend-url', frontendUrl, '--backend-url', frontendUrl]).end;
  expect({ code, out }).toEqual({ code: 3, out: '' });
  expect(err).toContain(`✗ The frontend does not answer at ${frontendUrl}: nothing listens there.\n`);
  expect(err).toContain('→ Start it (npm run dev, or evenkeel up), let verify start a copy of its own (--start), or');
});

test('another program answers: 3, and what it said', async () => {
  const where = await startApp();
  const other = createServer((_request, response) =>
    response.writeHead(404, { 'content-type': 'text/html' }).end('<h1>My\nblog</h1>'),
  );
  await new Promise<void>((resolve) => void other.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(other.address() as AddressInfo).port}`;
  const { code, err } = await start([...where, '--backend-url', url]).end;
  other.close();
  expect(code).toBe(3);
  expect(err).toContain(
    `Something answers at ${url}, but not as the backend: GET /api/health gave 404 · text/html · <h1>My blog</h1>\n`,
  );
});

test.each<[string, number, string, string]>([
  ['a page of a web server', 404, 'text/html', '<center><h1>404 Not Found</h1></center>'],
  ['the API of something else', 200, 'application/json', '{"message":"It works"}'],
])('%s at both addresses: 3', async (_what, status, type, body) => {
  const where = await startApp();
  const other = createServer((_request, response) => response.writeHead(status, { 'content-type': type }).end(body));
  await new Promise<void>((resolve) => void other.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(other.address() as AddressInfo).port}`;
  const { code, err } = await start([...where, '--frontend-url', url, '--backend-url', url]).end;
  other.close();
  expect(code).toBe(3);
  expect(err).toContain(`Something answers at ${url}, but not as the frontend`);
  expect(err).toContain(`Something answers at ${url}, but not as the backend`);
});

test('only the backend is up: 3, and which part is missing', async () => {
  const where = await startApp();
  await app.copy.end('frontend', 'SIGKILL');
  const { code, err } = await start(where).end;
  expect(code).toBe(3);
  expect(err).toContain(`The frontend does not answer at ${app.frontendUrl}: nothing listens there.`);
  expect(err).not.toContain('The backend');
});

test('an app that is up, but whose database is away, is findings: 1', async () => {
  const where = await startApp();
  await app.copy.end('postgres', 'SIGKILL');
  const { code, out } = await start([...where, '--only', 'RUN-3,APP-2']).end;
  expect(out).toContain('✗ RUN-3');
  expect(out).toContain('The backend is well, and so are its database and its votes.');
  expect(out).toContain('? APP-2');
  expect(code).toBe(1);
});

test.each([
  [['--only', 'APP-99'], 'No requirement is called APP-99.'],
  [['--frontend-url', 'localhost:3000'], '--frontend-url must be an address without a path'],
  [['--start'], '--frontend-url is for an app that runs, and --start is for a copy of its own.'],
  [['compose', '--port-offset', '10'], 'Compose is asked for its ports.'],
  [['--signing-key', '/nowhere/key.json'], '/nowhere/key.json holds no private Ed25519 key that can be read.'],
])('wrong use %j: 2', async (args, message) => {
  const { code, err } = await start([...(await startApp()), ...args]).end;
  expect(code).toBe(2);
  expect(err).toContain(message);
});

/** Lets requests for such an address wait, and tells when there is one. */
function holding(path: RegExp, ms: number) {
  const came = Promise.withResolvers<void>();
  const hold = (asked: Asked) => {
    if (!path.test(asked.path)) return undefined;
    came.resolve();
    return pause(ms, undefined, { ref: false });
  };
  return { flaw: { hold }, came: came.promise };
}

test('Ctrl-C ends the checks, and the users are deleted: 3', async () => {
  const { flaw, came } = holding(/tasks$/, 60_000);
  const { child, end } = start([...(await startApp(flaw)), '--only', 'RUN-3,APP-2']);
  await came;
  expect(app.people()).toHaveLength(2);
  child.kill('SIGINT');
  const { code, out } = await end;
  expect(app.people()).toEqual([]);
  expect(out).toMatch(/✓ RUN-3 [^]*stopped, 1 passed/);
  expect(code).toBe(3);
});

test('Ctrl-C while users are being made leaves none of them', async () => {
  const { flaw, came } = holding(/sign-up/, 700);
  const { child, end } = start([...(await startApp(flaw)), '--only', 'APP-2']);
  await came;
  child.kill('SIGINT');
  const { code, out } = await end;
  expect(app.people()).toEqual([]);
  expect(out).toContain('stopped, 0 passed');
  expect(code).toBe(3);
});

test('Ctrl-C before the app has answered is no failure of the app: 3', async () => {
  const { flaw, came } = holding(/./, 60_000);
  const { child, end } = start(await startApp(flaw));
  await came;
  child.kill('SIGINT');
  const { code, out, err } = await end;
  expect(err).not.toContain('defect');
  expect(code).toBe(3);
  expect(out).toContain('stopped, 0 passed');
});

test('a second Ctrl-C ends the clean-up too, and says who is left: 1', async () => {
  const { flaw, came } = holding(/delete-user$/, 60_000);
  const { child, end } = start([...(await startApp(flaw)), '--only', 'APP-2']);
  await came;
  child.kill('SIGINT');
  await pause(700);
  child.kill('SIGINT');
  const { code, out } = await end;
  expect(out).toMatch(/verify-[0-9a-f]{16}@evenkeel\.example \(stopped before it was deleted\)/);
  expect(code).toBe(1);
});
