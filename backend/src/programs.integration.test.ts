import { once } from 'node:events';
import { mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { Agent } from 'node:http';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { cookieOf, FRONTEND, PASSWORD, signUp } from '../test/app.ts';
import { startTestDatabase, type TestDatabase } from '../test/database.ts';
import { openEventStream } from '../test/event-stream.ts';
import { httpClient } from '../test/http.ts';
import { SECRET, startProgram, type Program } from '../test/processes.ts';
import { until } from '../test/until.ts';

let database: TestDatabase;
const started: Program[] = [];
beforeAll(async () => {
  database = await startTestDatabase();
});
afterEach(async () => {
  for (const program of started.splice(0)) {
    program.kill('SIGKILL');
    await program.ended;
  }
});
afterAll(() => database.stop());

function run(name: 'api' | 'worker' | 'migrate', environment: Record<string, string | undefined> = {}): Program {
  const program = startProgram(`backend/src/${name}.ts`, { DATABASE_URL: database.url, ...environment });
  started.push(program);
  return program;
}

/** Holds the table of the tasks until it is let go: whoever writes one has to wait. */
async function holdTasks() {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  await client.query('BEGIN; LOCK TABLE tasks IN ACCESS EXCLUSIVE MODE');
  return {
    waiting: () => database.sql(`SELECT 1 FROM pg_locks WHERE NOT granted`).then((rows) => rows.length > 0),
    async letGo() {
      await client.query('COMMIT');
      await client.end();
    },
  };
}

describe('RUN-7: what the programs log', () => {
  test('every line is one JSON object, and none tells a secret after a session that used them all', async () => {
    const api = run('api', { LOG_LEVEL: 'debug' });
    const worker = run('worker', { LOG_LEVEL: 'debug' });
    const url = await api.url();
    const send = httpClient(url);
    await worker.logged('worker_started');

    const secrets = ['Secret milk of the log test', 'Secret description of the log test', 'wrong horse battery'];
    const user = await signUp(send, 'Logged');
    const { token, cookie, tasks } = user;
    await send('POST', tasks, { token, json: { title: secrets[0], description: secrets[1] } });
    await send('POST', tasks, { token, json: { title: secrets[0], description: 7, colour: secrets[1] } });
    await send('POST', tasks, {
      token,
      body: `{"title":"${secrets[0]}`,
      headers: { 'content-type': 'application/json' },
    });
    await send('GET', `${tasks}?after=${encodeURIComponent(secrets[0] ?? '')}`, { token });
    await send('GET', tasks, { token: `${token}x` });
    await send('GET', '/api/auth/get-session', { cookie });
    const signIn = (password: string) =>
      send('POST', '/api/auth/sign-in/email', { json: { email: user.email, password }, headers: { origin: FRONTEND } });
    const again = await signIn(PASSWORD);
    expect((await signIn(secrets[2] ?? '')).status).toBe(401);
    await send('POST', '/api/auth/sign-up/email', {
      json: { name: 'Logged', email: user.email, password: PASSWORD },
      headers: { origin: FRONTEND },
    });
    await send('POST', '/api/vote', { json: { option: 'cats' } });
    await worker.logged('votes_counted');
    // Failures of the database under all of it.
    await database.sql('ALTER TABLE tasks RENAME TO tasks_gone');
    expect((await send('POST', tasks, { token, json: { title: secrets[0], description: secrets[1] } })).status).toBe(
      500,
    );
    await database.sql('ALTER TABLE tasks_gone RENAME TO tasks');
    await database.sql('ALTER TABLE tasks ADD CONSTRAINT short CHECK (length(title) < 5) NOT VALID');
    expect((await send('POST', tasks, { token, json: { title: secrets[0] } })).status).toBe(500);
    await database.sql('ALTER TABLE tasks DROP CONSTRAINT short');
    await database.sql('ALTER TABLE users RENAME TO users_gone');
    expect((await signIn(secrets[2] ?? '')).status).toBe(500);
    await database.sql('ALTER TABLE users_gone RENAME TO users');

    for (const program of [api, worker]) {
      program.kill('SIGTERM');
      expect(await program.ended).toEqual({ code: 0, signal: null });
      expect(program.stderr).toEqual([]);
      for (const line of program.log()) {
        expect(line.level).toMatch(/^(debug|info|warning|error)$/);
        expect(line.time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
        expect(line.event).toMatch(/^[a-z]+(_[a-z]+)*$/);
      }
    }
    const all = [...api.stdout, ...worker.stdout].join('\n');
    const cookies = [cookie, cookieOf(again.headers['set-cookie'])].flatMap((each) => each.split('; '));
    const sessions = cookies.map((each) => decodeURIComponent(each.split('=')[1] ?? '').split('.')[0] ?? '');
    const hidden = [...secrets, PASSWORD, SECRET, token, token.split('.')[2], 'test:test', ...sessions, user.email];
    for (const secret of hidden) {
      expect(secret?.length).toBeGreaterThan(5);
      expect(all).not.toContain(secret);
    }
  });

  test('a request is one line with its id, its outcome and its time; a failure has its cause', async () => {
    const api = run('api');
    const send = httpClient(await api.url());
    const { token, tasks } = await signUp(send);
    await send('POST', tasks, { token, json: { title: 'T' }, headers: { 'x-request-id': 'good' } });
    await send('GET', '/api/nothing', { headers: { 'x-request-id': 'lost' } });
    await database.sql('ALTER TABLE tasks RENAME TO tasks_gone');
    await send('GET', tasks, { token, headers: { 'x-request-id': 'broken' } });
    await database.sql('ALTER TABLE tasks_gone RENAME TO tasks');
    const line = (id: string) => api.log().filter((each) => each['request_id'] === id);
    await until('all are logged', () => line('broken').length > 0);
    const duration_ms = expect.any(Number);
    expect(line('good')).toEqual([
      expect.objectContaining({
        event: 'request_completed',
        level: 'info',
        method: 'POST',
        path: tasks,
        status: 201,
        duration_ms,
      }),
    ]);
    expect(line('lost')).toEqual([
      expect.objectContaining({ event: 'request_refused', level: 'info', status: 404, detail: expect.any(String) }),
    ]);
    expect(line('broken')).toEqual([
      expect.objectContaining({ event: 'request_failed', level: 'error', status: 500, cause: expect.any(Object) }),
    ]);
    expect(JSON.stringify(line('broken'))).toMatch(/tasks.*does not exist/);
    await api.logged('database_connected');
  });

  test('a request whose caller left is said to have been aborted', async () => {
    const api = run('api');
    const url = await api.url();
    const { token, tasks } = await signUp(httpClient(url));
    const held = await holdTasks();
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname);
    socket.write(`GET ${tasks} HTTP/1.1\r\nHost: x\r\nX-Request-Id: left\r\nAuthorization: Bearer ${token}\r\n\r\n`);
    await until('the request waits', held.waiting);
    socket.destroy();
    await until('it is logged', () => api.log().some((line) => line['request_id'] === 'left'));
    await held.letGo();
    expect(api.log().find((line) => line['request_id'] === 'left')).toMatchObject({ event: 'request_aborted' });
  });
});

describe('RUN-8: SIGTERM', () => {
  test('the API turns unready, finishes what it has begun, closes and exits 0', async () => {
    const api = run('api');
    const url = await api.url();
    const user = await signUp(httpClient(url));
    const agent = new Agent({ keepAlive: true });
    const stream = await openEventStream(url, user);
    await stream.next('ready');

    const held = await holdTasks();
    const slow = httpClient(url)('POST', user.tasks, { token: user.token, json: { title: 'Slow' }, agent });
    await until('the request waits', held.waiting);
    // Health is asked on a connection that has begun its request, since a closing server takes no new ones.
    const { hostname, port } = new URL(url);
    const probe = connect(Number(port), hostname);
    probe.write('GET /api/health HTTP/1.1\r\nHost: x\r\n');
    const answer = readAll(probe);
    await until('the probe has arrived', () => probe.bytesWritten > 0 && probe.readyState === 'open');
    await new Promise((resolve) => setTimeout(resolve, 100));

    api.kill('SIGTERM');
    expect(await api.logged('shutdown_signal_received')).toMatchObject({ signal: 'SIGTERM', level: 'info' });
    await stream.ended;
    probe.write('\r\n');
    expect(await answer).toMatch(/^HTTP\/1\.1 503 [\s\S]*It is shutting down/);
    expect(api.log().filter(({ level }) => level === 'error')).toEqual([]);
    await expect(httpClient(url)('GET', '/livez')).rejects.toThrow(/ECONNREFUSED|ECONNRESET|hang up/);

    await held.letGo();
    expect((await slow).status).toBe(201);
    expect(await api.ended).toEqual({ code: 0, signal: null });
    expect(api.log().at(-1)?.event).toBe('shutdown_complete');
    expect(await database.sql('SELECT title FROM tasks WHERE user_id = $1', [user.id])).toEqual([{ title: 'Slow' }]);
    agent.destroy();
  });

  test('with DRAIN_SECONDS the API answers what still comes on a kept connection, for the last time', async () => {
    const api = run('api', { DRAIN_SECONDS: '10' });
    const { hostname, port } = new URL(await api.url());
    const kept = connect(Number(port), hostname);
    const said: string[] = [];
    kept.setEncoding('utf8').on('data', (text: string) => said.push(text));
    const ask = () => kept.write('GET /livez HTTP/1.1\r\nHost: x\r\n\r\n');
    ask();
    await until('it is answered', () => said.join('').includes('keep-alive'));
    api.kill('SIGTERM');
    await api.logged('shutdown_signal_received');
    said.length = 0;
    ask();
    await once(kept, 'close');
    expect(said.join('')).toMatch(/^HTTP\/1\.1 200 [\s\S]*Connection: close/);
    expect(await api.ended).toEqual({ code: 0, signal: null });
  });

  test('a second signal changes nothing', async () => {
    const api = run('api');
    const send = httpClient(await api.url());
    const user = await signUp(send, 'Twice');
    const held = await holdTasks();
    const slow = send('POST', user.tasks, { token: user.token, json: { title: 'Slow' } });
    await until('the request waits', held.waiting);
    api.kill('SIGINT');
    await api.logged('shutdown_signal_received');
    api.kill('SIGTERM');
    await new Promise((resolve) => setTimeout(resolve, 100));
    await held.letGo();
    expect((await slow).status).toBe(201);
    expect(await api.ended).toEqual({ code: 0, signal: null });
    expect(api.log().filter(({ event }) => event === 'shutdown_signal_received')).toHaveLength(1);
  });

  test('it ends as well while the database is away', async () => {
    const nowhere = 'postgresql://test:test@127.0.0.1:1/app';
    const programs = [run('api', { DATABASE_URL: nowhere }), run('worker', { DATABASE_URL: nowhere })];
    await programs[0]!.logged('database_not_ready');
    await programs[1]!.logged('vote_round_failed');
    for (const program of programs) {
      program.kill('SIGTERM');
      expect(await program.ended).toEqual({ code: 0, signal: null });
      expect(program.stderr).toEqual([]);
    }
  });

  test('the worker finishes and acknowledges its batch', async () => {
    await database.sql('TRUNCATE votes, vote_stream');
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    await client.query('BEGIN; LOCK TABLE votes IN ACCESS EXCLUSIVE MODE');
    await database.sql(`INSERT INTO vote_stream (option) SELECT 'cats' FROM generate_series(1, 300)`);
    const worker = run('worker');
    await until('the batch waits', () =>
      database.sql('SELECT 1 FROM pg_locks WHERE NOT granted').then(({ length }) => length > 0),
    );
    worker.kill('SIGTERM');
    await worker.logged('shutdown_signal_received');
    await database.sql(`INSERT INTO vote_stream (option) VALUES ('dogs')`);
    await client.query('COMMIT');
    await client.end();
    expect(await worker.ended).toEqual({ code: 0, signal: null });
    expect(await database.sql('SELECT option, count(*)::int FROM votes GROUP BY 1')).toEqual([
      { option: 'cats', count: 300 },
    ]);
    // The batch is acknowledged, and what came after the signal waits for the next worker.
    expect(await database.sql('SELECT option, deliveries FROM vote_stream')).toEqual([
      { option: 'dogs', deliveries: 0 },
    ]);
  });
});

describe('the worker', () => {
  test('touches its heartbeat while it works, and stops when it cannot', async () => {
    const HEARTBEAT_FILE = join(mkdtempSync(join(tmpdir(), 'evenkeel-heartbeat-')), 'beat');
    run('worker', { HEARTBEAT_FILE });
    await until('there is a heartbeat', () => (statSync(HEARTBEAT_FILE, { throwIfNoEntry: false })?.size ?? 0) > 0);
    expect(readFileSync(HEARTBEAT_FILE, 'utf8')).toMatch(/^\d{4}-.*Z\n$/);
    const other = join(mkdtempSync(join(tmpdir(), 'evenkeel-heartbeat-')), 'beat');
    const sick = run('worker', { HEARTBEAT_FILE: other, DATABASE_URL: 'postgresql://test:test@127.0.0.1:1/app' });
    await sick.logged('vote_round_failed');
    expect(statSync(other, { throwIfNoEntry: false })).toBeUndefined();
  });
});

describe('RUN-5: settings that cannot be used', () => {
  test.each(['api', 'worker', 'migrate'] as const)('%s names all of them at once and exits 2', async (name) => {
    const program = run(name, {
      DATABASE_URL: 'mysql://root:hunter2@localhost/app',
      LOG_LEVEL: 'loud',
      BETTER_AUTH_SECRET: 'hunter2',
    });
    expect(await program.ended).toEqual({ code: 2, signal: null });
    const [line, ...others] = program.log();
    expect(others).toEqual([]);
    expect(line).toMatchObject({ level: 'error', event: 'environment_invalid' });
    const names = (line!['problems'] as { name: string }[]).map((problem) => problem.name);
    expect(names.toSorted()).toEqual(
      ['DATABASE_URL', 'LOG_LEVEL', ...(name === 'api' ? ['BETTER_AUTH_SECRET'] : [])].toSorted(),
    );
    expect([...program.stdout, ...program.stderr].join('')).not.toMatch(/hunter2|loud/);
  });

  test('nothing given at all', async () => {
    const program = run('api', { DATABASE_URL: undefined, BETTER_AUTH_SECRET: undefined });
    expect((await program.ended).code).toBe(2);
    expect(program.log()[0]!['problems']).toEqual([
      { name: 'DATABASE_URL', problem: 'is not set' },
      { name: 'BETTER_AUTH_SECRET', problem: 'is not set' },
    ]);
  });

  test('secrets may come from files', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'evenkeel-secrets-'));
    const secret = (name: string, value: string) => {
      writeFileSync(join(folder, name), `${value}\n`, { mode: 0o600 });
      return join(folder, name);
    };
    const api = run('api', {
      DATABASE_URL: '',
      DATABASE_URL_FILE: secret('url', database.url),
      BETTER_AUTH_SECRET: '',
      BETTER_AUTH_SECRET_FILE: secret('auth', SECRET),
    });
    const send = httpClient(await api.url());
    expect((await send('GET', '/api/health')).status).toBe(200);
    expect((await signUp(send)).token).toMatch(/\./);
  });

  test('a port that is taken is said plainly, without a stack, exit 1', async () => {
    const holder = createServer();
    await new Promise<void>((resolve) => holder.listen(0, '127.0.0.1', resolve));
    const { port } = holder.address() as AddressInfo;
    const api = run('api', { PORT: String(port) });
    expect(await api.ended).toEqual({ code: 1, signal: null });
    await new Promise((resolve) => holder.close(resolve));
    expect(api.log().at(-1)).toEqual({
      level: 'error',
      time: expect.any(String),
      event: 'program_failed',
      detail: `Port ${port} on 127.0.0.1 is taken by another program: end it, or set PORT to another one.`,
    });
    expect(api.stderr).toEqual([]);
  });
});

function readAll(socket: Socket): Promise<string> {
  let text = '';
  return new Promise((resolve, reject) => {
    socket.on('data', (chunk: Buffer) => (text += chunk.toString()));
    socket.once('error', reject).once('close', () => resolve(text));
  });
}
