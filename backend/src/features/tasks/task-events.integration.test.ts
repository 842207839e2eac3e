import { connect } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { startApp, startAppWithDatabase, type TestUser } from '../../../test/app.ts';
import { openEventStream, type EventStream } from '../../../test/event-stream.ts';
import { until } from '../../../test/until.ts';
import type { Task } from './task-schema.ts';

let app: Awaited<ReturnType<typeof startAppWithDatabase>>;
let ada: TestUser;
const opened: EventStream[] = [];
beforeAll(async () => {
  app = await startAppWithDatabase();
  ada = await app.signUp('Ada');
  await until('the feed listens', () => app.dependencies.feed.mode() === 'listen');
});
afterEach(() => {
  for (const stream of opened.splice(0)) stream.close();
});
afterAll(() => app.stop());

async function open(user: TestUser, url = app.url): Promise<EventStream> {
  const stream = await openEventStream(url, user);
  opened.push(stream);
  await stream.next('ready');
  return stream;
}
const as = (user: TestUser, method: string, path: string, json?: unknown) =>
  app.send(method, path, { token: user.token, ...(json === undefined ? {} : { json }) });
const add = async (user: TestUser, title: string) => (await as(user, 'POST', user.tasks, { title })).json as Task;

async function expiring(user: TestUser, seconds: number): Promise<TestUser> {
  const now = Math.floor(Date.now() / 1000);
  const payload = { sub: user.id, iat: now, exp: now + seconds };
  return { ...user, token: (await app.dependencies.auth.api.signJWT({ body: { payload } })).token };
}

describe('APP-2: live changes', () => {
  test('a stream begins with how changes are told', async () => {
    const stream = await openEventStream(app.url, ada);
    opened.push(stream);
    expect(await stream.next('ready')).toEqual({ event: 'ready', data: { live: 'listen' } });
  });

  test('what the API does is told: added, changed, deleted, restored', async () => {
    const stream = await open(ada);
    const task = await add(ada, 'Buy milk');
    expect((await stream.next('task')).data).toEqual(task);
    const changed = (await as(ada, 'PATCH', `${ada.tasks}/${task.id}`, { completed: true })).json as Task;
    expect((await stream.next('task')).data).toEqual(changed);
    await as(ada, 'DELETE', `${ada.tasks}/${task.id}`);
    expect((await stream.next('task-deleted')).data).toEqual({ id: task.id });
    await as(ada, 'POST', `${ada.tasks}/${task.id}/restore`);
    expect((await stream.next('task')).data).toEqual(changed);
  });

  test('what somebody does in SQL is told as well', async () => {
    const stream = await open(ada);
    const id = '0198e1c0-0000-7000-8000-000000000001';
    await app.database.sql(`INSERT INTO tasks (id, user_id, title) VALUES ($1, $2, 'By hand')`, [id, ada.id]);
    expect((await stream.next('task')).data).toMatchObject({ id, title: 'By hand' });
    await app.database.sql(`UPDATE tasks SET title = 'Renamed by hand' WHERE id = $1`, [id]);
    expect((await stream.next('task')).data).toMatchObject({ id, title: 'Renamed by hand' });
    await app.database.sql('DELETE FROM tasks WHERE id = $1', [id]);
    expect((await stream.next('task-deleted')).data).toEqual({ id });
  });

  test("nobody hears of another user's tasks", async () => {
    const bob = await app.signUp('Bob');
    const [hers, his] = [await open(ada), await open(bob)];
    await add(bob, 'Of Bob');
    const own = await add(ada, 'Of Ada');
    // Hers comes after his: had his been told to her, it would be there by now.
    expect((await hers.next('task')).data.id).toBe(own.id);
    await his.next('task');
    expect(hers.events.filter(({ event }) => event !== 'ready').map(({ data }) => data.title)).toEqual(['Of Ada']);
    expect(his.events.filter(({ event }) => event !== 'ready').map(({ data }) => data.title)).toEqual(['Of Bob']);
  });

  test('when the connection to PostgreSQL breaks, pages are asked to read anew, and changes come again', async () => {
    const stream = await open(ada);
    await app.database.sql(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%' AND pid <> pg_backend_pid()`,
    );
    await stream.next('ready');
    await until('it listens again', () => app.dependencies.feed.mode() === 'listen');
    const task = await add(ada, 'After the break');
    expect((await stream.next('task')).data).toEqual(task);
  });

  test('the 21st stream of a user is refused; a closed one makes room', async () => {
    const carl = await app.signUp('Carl');
    const streams = await Promise.all(Array.from({ length: 20 }, () => open(carl)));
    const refused = await app.send('GET', `/api/${carl.id}/events`, { token: carl.token });
    expect(refused).toMatchObject({ status: 429, json: { title: 'Too Many Requests' } });
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    await open(ada);
    streams[0]!.close();
    await until('the place is free', () => app.dependencies.feed.watchersOf(carl.id) < 20);
    await open(carl);
  });

  test('a stream ends with its token, and says so', async () => {
    const stream = await open(await expiring(ada, 2));
    expect(await stream.next('expired')).toEqual({ event: 'expired', data: {} });
    await stream.ended;
    expect((await app.send('GET', `/api/${ada.id}/events`, { token: (await expiring(ada, -1)).token })).status).toBe(
      401,
    );
  });

  test('a page that reads nothing any more does no harm when its stream ends', async () => {
    const dora = await app.signUp('Dora');
    const { token } = await expiring(dora, 2);
    const { hostname, port } = new URL(app.url);
    const socket = connect(Number(port), hostname).pause();
    socket.write(`GET /api/${dora.id}/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\n\r\n`);
    await until('the stream is open', () => app.dependencies.feed.watchersOf(dora.id) === 1);
    const task = await as(dora, 'POST', dora.tasks, { title: 'Long', description: 'x'.repeat(5_000) });
    // More than the socket's buffers take, so that the end of the stream cannot be written.
    const rename = `UPDATE tasks SET title = title || '.' WHERE id = $1`;
    for (let n = 0; n < 1_500; n += 1) await app.database.sql(rename, [task.json.id]);
    await until('it was cut off', () => app.dependencies.feed.watchersOf(dora.id) === 0);
    socket.destroy();
    expect((await app.send('GET', '/livez')).status).toBe(200);
  });

  test('a shutdown ends the streams in an orderly way and opens no new ones', async () => {
    const second = await startApp(app.database);
    await until('it listens', () => second.dependencies.feed.mode() === 'listen');
    const stream = await open(ada, second.url);
    await second.stop();
    await stream.ended;
    expect(stream.events).toEqual([{ event: 'ready', data: { live: 'listen' } }]);
  });
});
