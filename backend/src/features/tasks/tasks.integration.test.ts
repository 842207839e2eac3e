import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startAppWithDatabase, type TestUser } from '../../../test/app.ts';
import { snapshot } from '../../../test/database.ts';
import type { Answer } from '../../../test/http.ts';
import type { Task } from './task-schema.ts';

let app: Awaited<ReturnType<typeof startAppWithDatabase>>;
let ada: TestUser;
let bob: TestUser;
beforeAll(async () => {
  app = await startAppWithDatabase();
  [ada, bob] = [await app.signUp('Ada'), await app.signUp('Bob')];
});
afterAll(() => app.stop());

const as = (user: TestUser, method: string, path: string, json?: unknown) =>
  app.send(method, path, { token: user.token, ...(json === undefined ? {} : { json }) });
const add = async (user: TestUser, title: string) => (await as(user, 'POST', user.tasks, { title })).json as Task;
const list = async (user: TestUser, query = '') => (await as(user, 'GET', `${user.tasks}${query}`)).json as Task[];
const titles = (tasks: Task[]) => tasks.map(({ title }) => title);

/** Somebody with that many tasks, the newest called "Task 1", written past the API for speed. */
async function withTasks(count: number): Promise<TestUser> {
  const user = await app.signUp('Grace');
  await app.database.sql(
    `INSERT INTO tasks (id, user_id, title, completed, created_at, updated_at)
     SELECT gen_random_uuid(), $1, 'Task ' || n, n % 2 = 0, now() - n * interval '1 second', now() FROM generate_series(1, $2::int) n`,
    [user.id, count],
  );
  return user;
}

/** All pages from this address on, following the Link headers. */
async function pages(user: TestUser, path: string): Promise<Task[][]> {
  const read: Task[][] = [];
  for (let next: string | undefined = path; next;) {
    const answer: Answer = await as(user, 'GET', next);
    expect(answer.status, answer.text).toBe(200);
    read.push(answer.json as Task[]);
    next = /^<([^>]+)>; rel="next"$/.exec(String(answer.headers['link'] ?? ''))?.[1];
  }
  return read;
}

describe('APP-2: one task', () => {
  test('a new task is answered with 201, its address and all of its fields', async () => {
    const answer = await as(ada, 'POST', ada.tasks, { title: '  Buy milk ', description: ' two litres ' });
    expect(answer.status).toBe(201);
    const iso = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    expect(answer.json).toEqual({
      id: expect.stringMatching(/^[\da-f-]{36}$/),
      title: 'Buy milk',
      description: ' two litres ',
      completed: false,
      created_at: iso,
      updated_at: iso,
    });
    expect(answer.headers.location).toBe(`${ada.tasks}/${answer.json.id}`);
    expect((await as(ada, 'GET', answer.headers.location!)).json).toEqual(answer.json);
  });

  test('each field can be changed by itself; the rest stays and the change is dated', async () => {
    const task = await add(ada, 'Buy milk');
    const address = `${ada.tasks}/${task.id}`;
    const completed = (await as(ada, 'PATCH', address, { completed: true })).json as Task;
    expect(completed).toEqual({ ...task, completed: true, updated_at: completed.updated_at });
    expect(Date.parse(completed.updated_at)).toBeGreaterThan(Date.parse(task.updated_at));
    const renamed = (await as(ada, 'PATCH', address, { title: 'Buy oat milk', description: 'unsweetened' }))
      .json as Task;
    expect(renamed).toMatchObject({ title: 'Buy oat milk', description: 'unsweetened', completed: true });
    const emptied = await as(ada, 'PATCH', address, { description: '', completed: false });
    expect(emptied).toMatchObject({ status: 200, json: { title: 'Buy oat milk', description: '', completed: false } });
  });

  test('a deleted task is gone from every address', async () => {
    const task = await add(ada, 'Short-lived');
    const address = `${ada.tasks}/${task.id}`;
    const deleted = await as(ada, 'DELETE', address);
    expect(deleted).toMatchObject({ status: 204, text: '' });
    expect((await as(ada, 'GET', address)).status).toBe(404);
    expect((await as(ada, 'PATCH', address, { completed: true })).status).toBe(404);
    expect((await as(ada, 'DELETE', address)).status).toBe(404);
    expect(titles(await list(ada))).not.toContain('Short-lived');
  });

  test('HEAD answers as GET does, without the body', async () => {
    const answer = await as(ada, 'HEAD', ada.tasks);
    expect(answer).toMatchObject({ status: 200, text: '' });
    expect(Number(answer.headers['content-length'])).toBeGreaterThan(2);
  });
});

describe('APP-2: taking a deletion back', () => {
  test('the task comes back with its id, its dates and its place in the list', async () => {
    const user = await withTasks(3);
    const before = await list(user);
    const address = `${user.tasks}/${before[1]?.id}`;
    await as(user, 'DELETE', address);
    expect(titles(await list(user))).toEqual(['Task 1', 'Task 3']);
    const restored = await as(user, 'POST', `${address}/restore`);
    expect(restored).toMatchObject({ status: 200, json: before[1] });
    expect(await list(user)).toEqual(before);
  });

  test('restoring a task that is there changes nothing', async () => {
    const task = await add(ada, 'Never deleted');
    expect(await as(ada, 'POST', `${ada.tasks}/${task.id}/restore`)).toMatchObject({ status: 200, json: task });
  });

  test('it works for an hour, and then no more', async () => {
    const task = await add(ada, 'Deleted long ago');
    await as(ada, 'DELETE', `${ada.tasks}/${task.id}`);
    const age = (minutes: number) =>
      app.database.sql(`UPDATE tasks SET deleted_at = now() - $2 * interval '1 minute' WHERE id = $1`, [
        task.id,
        minutes,
      ]);
    await age(61);
    expect((await as(ada, 'POST', `${ada.tasks}/${task.id}/restore`)).status).toBe(404);
    await age(59);
    expect((await as(ada, 'POST', `${ada.tasks}/${task.id}/restore`)).status).toBe(200);
  });

  test("another user's deleted task cannot be brought back", async () => {
    const task = await add(ada, 'Private');
    await as(ada, 'DELETE', `${ada.tasks}/${task.id}`);
    expect((await as(bob, 'POST', `${bob.tasks}/${task.id}/restore`)).status).toBe(404);
    expect((await as(bob, 'POST', `${ada.tasks}/${task.id}/restore`)).status).toBe(403);
    expect((await as(ada, 'GET', `${ada.tasks}/${task.id}`)).status).toBe(404);
  });

  test('the purge removes what can no longer be restored, and only that', async () => {
    const [old, fresh, kept] = [await add(ada, 'Old'), await add(ada, 'Fresh'), await add(ada, 'Kept')];
    for (const { id } of [old, fresh]) await as(ada, 'DELETE', `${ada.tasks}/${id}`);
    await app.database.sql(`UPDATE tasks SET deleted_at = now() - interval '61 minutes' WHERE id = $1`, [old.id]);
    await app.dependencies.tasks.purge();
    const left = await app.database.sql('SELECT id FROM tasks WHERE id = ANY($1)', [[old.id, fresh.id, kept.id]]);
    expect(new Set(left.map(({ id }) => id))).toEqual(new Set([fresh.id, kept.id]));
  });
});

describe('APP-2: the list', () => {
  test('2,500 tasks come in three pages, newest first, none twice and none missing', async () => {
    const user = await withTasks(2_500);
    const read = await pages(user, user.tasks);
    expect(read.map((page) => page.length)).toEqual([1_000, 1_000, 500]);
    expect(titles(read.flat())).toEqual(Array.from({ length: 2_500 }, (_, n) => `Task ${n + 1}`));
  });

  test('the filter and the limit hold on every page', async () => {
    const user = await withTasks(10);
    const done = await pages(user, `${user.tasks}?completed=true&limit=2`);
    expect(done.map(titles)).toEqual([['Task 2', 'Task 4'], ['Task 6', 'Task 8'], ['Task 10']]);
    const open = await pages(user, `${user.tasks}?completed=false&limit=4`);
    expect(open.map(titles)).toEqual([['Task 1', 'Task 3', 'Task 5', 'Task 7'], ['Task 9']]);
  });

  test('a full last page has no next one', async () => {
    const user = await withTasks(4);
    expect((await pages(user, `${user.tasks}?limit=2`)).map((page) => page.length)).toEqual([2, 2]);
  });

  test('tasks of the same moment have a firm order', async () => {
    const user = await withTasks(9);
    await app.database.sql('UPDATE tasks SET created_at = now() WHERE user_id = $1', [user.id]);
    const read = (await pages(user, `${user.tasks}?limit=2`)).flat();
    expect(new Set(read.map(({ id }) => id)).size).toBe(9);
    expect(read.map(({ id }) => id)).toEqual(
      read
        .map(({ id }) => id)
        .toSorted()
        .toReversed(),
    );
  });

  test.each([
    ['deleted', (id: string) => ['DELETE', id] as const, ''],
    ['completed', (id: string) => ['PATCH', id, { completed: true }] as const, '&completed=false'],
  ])('a task that is %s between two pages takes no other one along', async (_what, change, filter) => {
    const user = await withTasks(6);
    await app.database.sql('UPDATE tasks SET completed = false WHERE user_id = $1', [user.id]);
    const first = await list(user, `?limit=3${filter}`);
    const last = first.at(-1)!;
    const [method, id, body] = change(last.id);
    await as(user, method, `${user.tasks}/${id}`, body);
    expect(titles(await list(user, `?limit=3${filter}&after=${last.id}`))).toEqual(['Task 4', 'Task 5', 'Task 6']);
  });

  test('to go on behind a task that nobody knows, or that is of another user, is refused', async () => {
    const foreign = await add(bob, 'Of Bob');
    for (const id of [randomUUID(), foreign.id]) {
      const answer = await as(ada, 'GET', `${ada.tasks}?after=${id}`);
      expect(answer.status, answer.text).toBe(422);
      expect(answer.json.errors).toEqual([{ path: 'after', message: 'must be the id of a task of yours' }]);
    }
  });

  test('an id of any form that PostgreSQL takes is listed and found', async () => {
    const user = await app.signUp('Odd');
    const id = '00000000-0000-0000-0000-0000000000ff';
    await app.database.sql(`INSERT INTO tasks (id, user_id, title) VALUES ($1, $2, 'By hand')`, [id, user.id]);
    expect(titles(await list(user))).toEqual(['By hand']);
    expect((await as(user, 'GET', `${user.tasks}/${id.toUpperCase()}`)).json.id).toBe(id);
  });
});

describe('APP-2: users do not see each other', () => {
  test("another user's id is 403 for every verb, and nothing happens", async () => {
    const task = await add(ada, 'Private');
    const before = await snapshot(app.database);
    const one = `${ada.tasks}/${task.id}`;
    const tries: [string, string, unknown?][] = [
      ['GET', ada.tasks],
      ['POST', ada.tasks, { title: 'Planted' }],
      ['GET', one],
      ['PATCH', one, { completed: true }],
      ['DELETE', one],
      ['POST', `${one}/restore`],
      ['GET', `/api/${ada.id}/events`],
      ['GET', '/api/nobody/tasks'],
    ];
    for (const [method, path, json] of tries) {
      const answer = await as(bob, method, path, json);
      expect(answer.status, `${method} ${path}`).toBe(403);
      expect(answer.json).toMatchObject({ title: 'Forbidden', detail: "This is another user's address." });
      expect(answer.text).not.toContain('Private');
    }
    expect(await snapshot(app.database)).toEqual(before);
  });

  test("another user's task under one's own id is 404 for every verb, and nothing happens", async () => {
    const task = await add(ada, 'Private');
    const before = await snapshot(app.database);
    const one = `${bob.tasks}/${task.id}`;
    const tries: [string, string, unknown?][] = [
      ['GET', one],
      ['PATCH', one, { completed: true }],
      ['DELETE', one],
      ['POST', `${one}/restore`],
    ];
    for (const [method, path, json] of tries) {
      expect((await as(bob, method, path, json)).status, method).toBe(404);
    }
    expect(await snapshot(app.database)).toEqual(before);
  });

  test('two who write at the same time each read only their own', async () => {
    const users = [await app.signUp('Left'), await app.signUp('Right')];
    const write = async (user: TestUser) => {
      for (let n = 0; n < 25; n += 1) {
        const task = await add(user, `${user.name} ${n}`);
        if (n % 2) await as(user, 'PATCH', `${user.tasks}/${task.id}`, { description: user.name });
        expect(new Set((await list(user)).map(({ title }) => title.split(' ')[0]))).toEqual(new Set([user.name]));
      }
    };
    await Promise.all(users.map(write));
    for (const user of users) expect(await list(user)).toHaveLength(25);
  });

  test('changes of one task at the same time are all kept', async () => {
    const task = await add(ada, 'Contended');
    const changes = [{ title: 'Renamed' }, { description: 'described' }, { completed: true }];
    await Promise.all(changes.map((change) => as(ada, 'PATCH', `${ada.tasks}/${task.id}`, change)));
    expect((await as(ada, 'GET', `${ada.tasks}/${task.id}`)).json).toMatchObject(Object.assign({}, ...changes));
  });
});
