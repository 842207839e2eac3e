import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PASSWORD, startApp, startAppWithDatabase, FRONTEND, type TestUser } from '../../../test/app.ts';
import { openEventStream } from '../../../test/event-stream.ts';
import { until } from '../../../test/until.ts';

let app: Awaited<ReturnType<typeof startAppWithDatabase>>;
let ada: TestUser;
beforeAll(async () => {
  app = await startAppWithDatabase();
  ada = await app.signUp('Ada');
  await until('the feed listens', () => app.dependencies.feed.mode() === 'listen');
});
afterAll(() => app.stop());

const health = () => app.send('GET', '/api/health');
const isWell = async () => (await health()).status === 200;

describe('RUN-3: health', () => {
  test('a well backend is 200 with every check, under both addresses', async () => {
    for (const path of ['/api/health', '/health']) {
      const answer = await app.send('GET', path);
      expect(answer.status).toBe(200);
      expect(answer.headers['cache-control']).toBe('no-store');
      expect(answer.json).toEqual({
        status: 'ok',
        checks: { database: { status: 'ok' }, votes: { status: 'ok' } },
        live_changes: 'listen',
      });
    }
    expect(await app.send('GET', '/livez')).toMatchObject({ status: 200, json: { status: 'ok' } });
  });

  test('a missing migration is 503 by its name; applied, it is 200', async () => {
    const [newest] = await app.database.sql(
      'SELECT id, migration_name AS name FROM _prisma_migrations ORDER BY migration_name DESC LIMIT 1',
    );
    await app.database.sql(`UPDATE _prisma_migrations SET finished_at = NULL WHERE id = $1`, [newest!['id']]);
    const early = await startApp(app.database);
    try {
      const answer = await early.send('GET', '/api/health');
      expect(answer).toMatchObject({ status: 503, json: { status: 'unavailable' } });
      expect(answer.json.checks.database.detail).toContain(newest!['name']);
      expect((await early.send('GET', '/livez')).status).toBe(200);
      await app.database.sql(`UPDATE _prisma_migrations SET finished_at = now() WHERE id = $1`, [newest!['id']]);
      await until('it is ready', async () => (await early.send('GET', '/api/health')).status === 200);
    } finally {
      await early.stop();
    }
  });

  test('a database without any migration is 503 and says so', async () => {
    const early = await startApp({ url: await app.database.server.url('empty') });
    try {
      const answer = await early.send('GET', '/api/health');
      expect(answer.status).toBe(503);
      expect(answer.json.checks.database.detail).toContain('is not applied yet: run prisma migrate deploy');
    } finally {
      await early.stop();
    }
  });

  test('a newer migration that this program does not know is no reason to be unready', async () => {
    const insert = `INSERT INTO _prisma_migrations (id, checksum, finished_at, migration_name, applied_steps_count)
      VALUES ('newer', 'x', now(), '29991231000000_newer', 1)`;
    await app.database.sql(insert);
    const old = await startApp(app.database);
    try {
      expect((await old.send('GET', '/api/health')).status).toBe(200);
    } finally {
      await old.stop();
      await app.database.sql(`DELETE FROM _prisma_migrations WHERE id = 'newer'`);
    }
  });

  test('a database that refuses the password is 503 without the password', async () => {
    const url = app.database.url.replace('test:test@', 'test:hunter2-hunter2@');
    const wrong = await startApp({ url });
    try {
      const answer = await wrong.send('GET', '/api/health');
      expect(answer.status).toBe(503);
      expect(answer.json.checks.database.detail).toMatch(/authentication failed/i);
      expect(answer.text + JSON.stringify(wrong.log)).not.toContain('hunter2');
    } finally {
      await wrong.stop();
    }
  });
});

describe('RUN-3: while the database is away', () => {
  test('everything that needs it is a 503 problem with Retry-After, and all is well by itself when it is back', async () => {
    const task = await app.send('POST', ada.tasks, { token: ada.token, json: { title: 'Kept' } });
    const stream = await openEventStream(app.url, ada);
    await stream.next('ready');
    const requests: [string, string, object?][] = [
      ['GET', ada.tasks],
      ['POST', ada.tasks, { title: 'T' }],
      ['GET', `${ada.tasks}/${task.json.id}`],
      ['PATCH', `${ada.tasks}/${task.json.id}`, { completed: true }],
      ['POST', `${ada.tasks}/${task.json.id}/restore`],
      ['DELETE', `${ada.tasks}/01900000-0000-7000-8000-000000000001`],
      ['POST', '/api/vote', { option: 'cats' }],
      ['GET', '/api/results'],
      ['GET', '/api/auth/get-session'],
      ['GET', '/api/auth/token'],
      ['POST', '/api/auth/sign-in/email', { email: ada.email, password: PASSWORD }],
      ['POST', '/api/auth/sign-up/email', { name: 'New', email: 'new@example.com', password: PASSWORD }],
      ['POST', '/api/auth/sign-out', {}],
    ];
    const ask = ([method, path, json]: (typeof requests)[number]) =>
      app.send(method, path, {
        token: ada.token,
        headers: { origin: FRONTEND },
        ...(json ? { json } : {}),
        ...(path.startsWith('/api/auth/') ? { cookie: ada.cookie } : {}),
      });

    // At once: PostgreSQL's own processes notice the death of their parent one after the other.
    app.database.server.kill();
    for (const answer of await Promise.all(requests.map(ask))) expect([200, 201, 404, 503]).toContain(answer.status);
    // And when nobody listens any more.
    await until('the database is away', async () => !(await isWell()));
    for (const request of requests) {
      const answer = await ask(request);
      expect(answer.status, `${request[0]} ${request[1]}`).toBe(503);
      expect(answer.headers['content-type']).toContain('application/problem+json');
      expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
      expect(answer.json).toMatchObject({ title: 'Service Unavailable', request_id: answer.headers['x-request-id'] });
      expect(answer.text).not.toMatch(/prisma|postgresql:|stack|ECONN/i);
    }

    const sick = await health();
    expect(sick).toMatchObject({ status: 503, json: { status: 'unavailable', live_changes: 'poll' } });
    expect(sick.json.checks.database).toMatchObject({ status: 'failed', detail: expect.stringContaining('127.0.0.1') });
    expect(sick.text).not.toContain('test:test');
    expect((await app.send('GET', '/livez')).status).toBe(200);

    await app.database.server.restart();
    await until('it is well again', isWell);
    for (const request of requests.slice(0, 10))
      expect((await ask(request)).status, `${request[0]} ${request[1]}`).toBeLessThan(500);
    expect((await app.send('GET', ada.tasks, { token: ada.token })).json.at(-1).id).toBe(task.json.id);
    // Whoever kept the page open is told to read anew.
    await stream.next('ready');
    stream.close();
  });

  test('what is under way when it goes is answered, not hung and not a crash', async () => {
    for (let round = 0; round < 3; round += 1) {
      const answers = Array.from({ length: 30 }, (_, n) =>
        app.send('POST', ada.tasks, { token: ada.token, json: { title: `Under way ${n}` } }),
      );
      setTimeout(() => app.database.server.kill(), 5 + round * 10);
      const statuses = new Set((await Promise.all(answers)).map(({ status }) => status));
      expect([...statuses].filter((status) => status !== 201 && status !== 503)).toEqual([]);
      await app.database.server.restart();
      await until('it is well again', isWell);
    }
  });

  test('a database that hangs is 503 within the second that health has, and well again when it goes on', async () => {
    // Locked tables answer nobody, as a host that drops packets.
    const lock = app.database.sql(`BEGIN; LOCK TABLE vote_stream IN ACCESS EXCLUSIVE MODE; SELECT pg_sleep(3); COMMIT`);
    await until('it is sick', async () => !(await isWell()));
    const sick = await health();
    expect(sick.json.checks.votes.detail).toBe('It did not answer within 800 ms.');
    await lock;
    await until('it is well again', isWell);
  });
});
