import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { requirement } from '../../../e2e/requirements.ts';
import { startApp, type TestApp, type TestUser } from '../../test/app.ts';
import { startTestDatabase, type TestDatabase } from '../../test/database.ts';
import { openEventStream } from '../../test/event-stream.ts';
import { startTestPooler, type TestPooler } from '../../test/pgbouncer.ts';
import { until } from '../../test/until.ts';

const pooling = requirement('pgbouncer');

describe('DB-4: behind a transaction pooler', () => {
  describe.skipIf(!pooling.available)(`PgBouncer${pooling.reason ? ` (${pooling.reason})` : ''}`, () => {
    let database: TestDatabase;
    let pooler: TestPooler;
    let app: TestApp;
    let ada: TestUser;
    beforeAll(async () => {
      database = await startTestDatabase();
      pooler = await startTestPooler(database.url);
      app = await startApp({ url: pooler.url });
      ada = await app.signUp('Ada');
    });
    afterAll(async () => {
      await app.stop();
      await pooler.stop();
      await database.stop();
    });
    const as = (method: string, path: string, json?: object) =>
      app.send(method, path, { token: ada.token, ...(json ? { json } : {}) });

    test('requests at the same time, more than the pool has connections, are all answered', async () => {
      const added = await Promise.all(
        Array.from({ length: 60 }, (_, n) => as('POST', ada.tasks, { title: `Task ${n}` })),
      );
      expect(new Set(added.map(({ status }) => status))).toEqual(new Set([201]));
      expect((await as('GET', ada.tasks)).json).toHaveLength(60);
      expect((await as('POST', '/api/vote', { option: 'cats' })).status).toBe(201);
      expect((await as('GET', '/api/results')).status).toBe(200);
      expect((await app.signUp('Bob')).token).toMatch(/\./);
    });

    test('LISTEN delivers nothing there: the mode is poll, and health says so and is well', async () => {
      await until('the mode is known', () => app.log.some(({ event }) => event === 'live_changes'));
      expect(app.dependencies.feed.mode()).toBe('poll');
      expect(await app.send('GET', '/api/health')).toMatchObject({ status: 200, json: { live_changes: 'poll' } });
    });

    test('changes still reach the page: added, changed, deleted, restored, and by SQL', async () => {
      const stream = await openEventStream(app.url, ada);
      expect((await stream.next('ready')).data).toEqual({ live: 'poll' });
      const add = async (title: string) => (await as('POST', ada.tasks, { title })).json;
      const [first, second] = [await add('First'), await add('Second')];
      const told = [(await stream.next('task')).data, (await stream.next('task')).data];
      expect(told).toEqual(expect.arrayContaining([first, second]));
      const changed = (await as('PATCH', `${ada.tasks}/${first.id}`, { completed: true })).json;
      expect((await stream.next('task')).data).toEqual(changed);
      await as('DELETE', `${ada.tasks}/${second.id}`);
      expect((await stream.next('task-deleted')).data).toEqual({ id: second.id });
      await as('POST', `${ada.tasks}/${second.id}/restore`);
      await database.sql('DELETE FROM tasks WHERE id = $1', [first.id]);
      await until('both are told', () => stream.events.length >= 7);
      // Each once, and nothing of what was there before.
      expect(stream.events.slice(5).map(({ data }) => data)).toEqual(
        expect.arrayContaining([second, { id: first.id }]),
      );
      expect(stream.events).toHaveLength(7);
      stream.close();
    });

    test('with DATABASE_DIRECT_URL past the pooler it listens', async () => {
      const direct = await startApp({ url: pooler.url }, { DATABASE_DIRECT_URL: database.url });
      try {
        await until('it listens', () => direct.dependencies.feed.mode() === 'listen');
        expect((await direct.send('GET', '/api/health')).json.live_changes).toBe('listen');
        const stream = await openEventStream(direct.url, ada);
        await stream.next('ready');
        const task = (await as('POST', ada.tasks, { title: 'Heard' })).json;
        expect((await stream.next('task')).data).toEqual(task);
        stream.close();
      } finally {
        await direct.stop();
      }
    });
  });
});
