import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { FRONTEND, startAppWithDatabase } from '../backend/test/app.ts';
import { startProgram } from '../backend/test/processes.ts';

const DEMO_PASSWORD = 'a-demo-password-of-this-machine';

let app: Awaited<ReturnType<typeof startAppWithDatabase>>;
beforeAll(async () => {
  app = await startAppWithDatabase();
});
beforeEach(() => app.database.sql('TRUNCATE users, votes CASCADE'));
afterAll(() => app.stop());

async function seed(environment: Record<string, string> = {}, args: string[] = []) {
  const program = startProgram(
    'prisma/seed.ts',
    { DATABASE_URL: app.database.url, DEMO_PASSWORD, ...environment },
    args,
  );
  const { code } = await program.ended;
  return { code, log: program.log(), output: [...program.stdout, ...program.stderr].join('\n') };
}

async function rows() {
  const tables = ['users', 'tasks', 'conversations', 'messages', 'votes'];
  const all = await Promise.all(tables.map((table) => app.database.sql(`SELECT * FROM ${table} ORDER BY 1`)));
  return Object.fromEntries(tables.map((table, index) => [table, all[index] ?? []]));
}

const signIn = (password: string) =>
  app.send('POST', '/api/auth/sign-in/email', {
    json: { email: 'demo@evenkeel.example', password },
    headers: { origin: FRONTEND },
  });

describe('DB-3: the seed', () => {
  test('writes a demo user with tasks, a conversation and votes, who can sign in', async () => {
    const { output, ...rest } = await seed();
    expect(rest).toMatchObject({ code: 0, log: [{ event: 'seed_written', level: 'info' }] });
    expect(output).not.toContain(DEMO_PASSWORD);
    expect(output).not.toContain('test:test');
    const { users, tasks, conversations, messages, votes } = await rows();
    expect([users, tasks, conversations, messages, votes].map((each) => each?.length)).toEqual([1, 4, 1, 2, 12]);
    const answer = await signIn(DEMO_PASSWORD);
    expect(answer).toMatchObject({ status: 200, json: { user: { id: 'demo', email: 'demo@evenkeel.example' } } });
    expect((await app.send('GET', '/api/results')).json).toMatchObject({ cats: 7, dogs: 5, total: 12 });
  });

  test('run twice, it leaves the same rows as once', async () => {
    await seed();
    const first = await rows();
    expect((await seed()).code).toBe(0);
    expect(await rows()).toEqual(first);
  });

  test('sets the password of this machine anew, and the old one no longer works', async () => {
    await seed();
    await seed({ DEMO_PASSWORD: 'another-demo-password' });
    expect((await signIn(DEMO_PASSWORD)).status).toBe(401);
    expect((await signIn('another-demo-password')).status).toBe(200);
  });

  test("keeps what the user has made of it: renamed, completed and deleted tasks, and tasks of the user's own", async () => {
    await seed();
    const [first, second, third] = (await rows())['tasks'] ?? [];
    await app.database.sql(`UPDATE users SET name = 'Renamed' WHERE id = 'demo'`);
    await app.database.sql(`UPDATE tasks SET title = 'Buy oat milk' WHERE id = $1`, [first?.['id']]);
    await app.database.sql('UPDATE tasks SET completed = true WHERE id = $1', [second?.['id']]);
    await app.database.sql('UPDATE tasks SET deleted_at = now() WHERE id = $1', [third?.['id']]);
    await app.database.sql(`INSERT INTO tasks (id, user_id, title) VALUES (gen_random_uuid(), 'demo', 'My own')`);
    const edited = await rows();
    await seed();
    expect(await rows()).toEqual(edited);
  });

  test('without a password it does nothing and exits 2', async () => {
    const refused = await seed({ DEMO_PASSWORD: '' });
    expect(refused.code).toBe(2);
    expect(refused.log[0]).toMatchObject({ event: 'environment_invalid' });
    expect((await rows())['users']).toEqual([]);
  });

  test.each([
    ['postgresql://test:hunter2@db.example.com:5432/app', {}, 'add --allow-host db.example.com'],
    ['postgresql://test:hunter2@postgres:5432/app', {}, 'set SEED_DEMO=1'],
  ])('does not touch the database at %s', async (DATABASE_URL, environment, told) => {
    const refused = await seed({ DATABASE_URL, ...environment });
    expect(refused.code).toBe(1);
    expect(refused.log).toEqual([
      { level: 'error', time: expect.any(String), event: 'program_failed', detail: expect.stringContaining(told) },
    ]);
    expect(refused.output).not.toContain('hunter2');
  });

  test('a host behind the address in the URL is seen too', async () => {
    // The driver takes the host from the query; the one before the path would be loopback.
    const refused = await seed({ DATABASE_URL: 'postgresql://test:test@127.0.0.1/app?host=db.example.com' });
    expect(refused.code).toBe(1);
    expect(refused.output).toContain('db.example.com');
    expect(refused.output).toContain('--allow-host');
  });

  test('a database without tables, or none at all, is a clear message', async () => {
    const empty = await seed({ DATABASE_URL: await app.database.server.url('empty') });
    expect(empty.code).toBe(1);
    expect(empty.output).toMatch(/migrate/);
    const nobody = await seed({ DATABASE_URL: 'postgresql://test:test@127.0.0.1:1/app' });
    expect(nobody.code).toBe(1);
    expect(nobody.output).toContain('127.0.0.1:1');
  });
});
