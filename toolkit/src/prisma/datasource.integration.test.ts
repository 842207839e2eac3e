import { cpSync, existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { DEMO, putDocker, runs, says } from '../../test/fake-docker.ts';
import { CLUSTER_DEMO, declareCluster, putKubectl, secretsAre } from '../../test/fake-kubectl.ts';
import type { NativeApp, Running } from '../../test/native-app.ts';
import { createNativeApp, run } from '../../test/native-app.ts';
import { processEnvironment } from '../environment.ts';
import type { TestPostgres } from '../postgres/test-postgres.ts';
import { startTestPostgres } from '../postgres/test-postgres.ts';
import { withClient } from '../postgres/with-client.ts';

const repository = fileURLToPath(new URL('../../..', import.meta.url));

let postgres: TestPostgres;
beforeAll(async () => {
  postgres = await startTestPostgres();
});
afterAll(() => postgres.stop());

let app: NativeApp;
/** A fresh clone as far as Prisma sees it: this repository's own configuration, schema, migrations and engine. */
beforeEach(async () => {
  app = await createNativeApp();
  cpSync(join(repository, 'prisma.config.ts'), join(app.folder, 'prisma.config.ts'));
  cpSync(join(repository, 'prisma'), join(app.folder, 'prisma'), { recursive: true });
  symlinkSync(join(repository, 'backend'), join(app.folder, 'backend'));
  writeFileSync(
    join(app.folder, 'prisma', 'seed.ts'),
    `import { writeFileSync } from 'node:fs';
     const { DATABASE_URL, DEMO_PASSWORD } = process.env;
     writeFileSync('seeded.json', JSON.stringify({ DATABASE_URL, DEMO_PASSWORD }));`,
  );
});
afterEach(() => app.remove());

function prisma(args: string[], environment: Record<string, string> = {}): Running {
  const programs = join(repository, 'node_modules', '.bin');
  const PATH = [join(app.folder, 'programs'), programs, processEnvironment()['PATH']].join(delimiter);
  const env = { PATH, HOME: app.folder, CHECKPOINT_DISABLE: '1', ...environment };
  return run(join(programs, 'prisma'), args, { cwd: app.folder, env });
}

async function succeeds(running: Running): Promise<string> {
  const { code } = await running.ended;
  expect({ code, said: code === 0 ? '' : running.out() + running.err() }).toEqual({ code: 0, said: '' });
  return running.err();
}

async function expectNothingLeft(): Promise<void> {
  await expect.poll(() => app.processes(), { timeout: 5000 }).toEqual([]);
  expect(existsSync(join(app.dataFolder, 'running.json'))).toBe(false);
}

test('DATABASE_URL of the environment is used, and nothing is started', async () => {
  const url = await postgres.url('from_environment');
  const said = await succeeds(prisma(['migrate', 'deploy'], { DATABASE_URL: url }));
  expect(said).toContain(`evenkeel: database from_environment at 127.0.0.1:${new URL(url).port}, from DATABASE_URL`);
  expect(said).not.toContain(new URL(url).password + '@');
  expect(existsSync(app.dataFolder)).toBe(false);
});

test('DATABASE_DIRECT_URL comes first, because migrations cannot go through a pooler', async () => {
  const DATABASE_DIRECT_URL = await postgres.url('direct');
  const said = await succeeds(
    prisma(['migrate', 'deploy'], { DATABASE_URL: 'postgresql://nowhere.invalid/pooled', DATABASE_DIRECT_URL }),
  );
  expect(said).toContain('from DATABASE_DIRECT_URL');
});

test('while evenkeel up runs, its database is used and left alone', async () => {
  const running = await app.up();
  writeFileSync(join(app.folder, 'more.sql'), 'INSERT INTO seeds DEFAULT VALUES');
  const said = await succeeds(prisma(['db', 'execute', '--file', 'more.sql']));
  expect(said).toContain(`database app at 127.0.0.1:${app.ports.postgres}, of \`evenkeel up\``);
  expect(await app.query('SELECT count(*)::int AS n FROM seeds')).toEqual([{ n: 2 }]);
  process.kill(running.pid, 'SIGINT');
  expect((await running.ended).code).toBe(0);
});

test('otherwise the embedded one is started for the command, and its data are kept', async () => {
  const said = await succeeds(prisma(['migrate', 'deploy']));
  expect(said).toMatch(/evenkeel: database app at 127\.0\.0\.1:\d+, started for this command/);
  expect(said).not.toContain(app.secret('POSTGRES_PASSWORD'));
  await expectNothingLeft();

  const status = prisma(['migrate', 'status']);
  await succeeds(status);
  expect(status.out()).toContain('Database schema is up to date!');
  await expectNothingLeft();
});

test('migrate dev makes a migration of a changed schema', async () => {
  const schema = join(app.folder, 'prisma', 'schema.prisma');
  writeFileSync(schema, `${readFileSync(schema, 'utf8')}\nmodel Added {\n  id Int @id\n}\n`);
  const running = prisma(['migrate', 'dev', '--name', 'added']);
  await succeeds(running);
  expect(running.out()).toMatch(/migrations\/\s+└─ \d+_added/);
  await expectNothingLeft();
});

test('the seed gets the embedded database and what its step declares', async () => {
  await succeeds(prisma(['db', 'seed']));
  const seeded = Object(JSON.parse(readFileSync(join(app.folder, 'seeded.json'), 'utf8')));
  expect(seeded.DEMO_PASSWORD).toBe(app.secret('DEMO_PASSWORD'));
  expect(seeded.DATABASE_URL).toMatch(/^postgresql:\/\/app:\w+@127\.0\.0\.1:\d+\/app$/);
  await expectNothingLeft();
});

test.each([[['validate']], [['migrate', '--help']]])('prisma %s starts no database', async (args) => {
  const said = await succeeds(prisma(args));
  expect(said).not.toContain('evenkeel: database');
  expect(existsSync(app.dataFolder)).toBe(false);
});

test('two commands at once share one database', async () => {
  const both = [prisma(['migrate', 'deploy']), prisma(['migrate', 'deploy'])];
  const said = await Promise.all(both.map(succeeds));
  const ports = said.map((text) => /127\.0\.0\.1:(\d+)/.exec(text)?.[1]);
  expect(ports[0]).toBe(ports[1]);
  await expectNothingLeft();
});

/** A command that holds the database for as long as the test likes. */
async function holding(): Promise<Running> {
  writeFileSync(join(app.folder, 'sleep.sql'), 'SELECT pg_sleep(60)');
  const running = prisma(['db', 'execute', '--file', 'sleep.sql']);
  await running.says('started for this command');
  return running;
}

test.each(['SIGKILL', 'SIGTERM'] as const)('a command that is ended by %s leaves nothing', async (name) => {
  const running = await holding();
  process.kill(running.pid, name);
  await running.ended;
  await expectNothingLeft();
});

test('evenkeel up waits for a command that uses the database', async () => {
  const command = await holding();
  const up = app.evenkeel(['up']);
  await up.says('Waiting for a prisma command');
  process.kill(command.pid, 'SIGKILL');
  await up.says('Everything is up');
  process.kill(up.pid, 'SIGINT');
  expect((await up.ended).code).toBe(0);
});

test('a database that cannot be started is a clear message', async () => {
  await succeeds(prisma(['migrate', 'deploy']));
  await expectNothingLeft();
  writeFileSync(join(app.dataFolder, 'postgres', 'PG_VERSION'), '16\n');
  const running = prisma(['migrate', 'status']);
  expect((await running.ended).code).not.toBe(0);
  expect(running.out() + running.err()).toContain('are of PostgreSQL 16; the programs here are PostgreSQL 17');
  await expectNothingLeft();
});

/** As if Docker Compose ran this test's PostgreSQL for the app. */
async function putUpCompose() {
  const { port, password, pathname } = new URL(await postgres.url('of_compose'));
  app.editConfig('user: app, database: app', `user: test, database: ${pathname.slice(1)}`);
  const docker = putDocker(app, {
    'compose ps*': runs(app, { postgres: [5432, Number(port)] }),
    '*cat /run/evenkeel/POSTGRES_PASSWORD': says(password),
    '*cat /run/evenkeel/DEMO_PASSWORD': says(DEMO),
  });
  return { ...docker, address: `database of_compose at 127.0.0.1:${port}` };
}

test('the database of a copy that Docker Compose runs is used, where it is published, and nothing is started', async () => {
  const { address } = await putUpCompose();
  writeFileSync(join(app.folder, '.env'), 'DATABASE_URL=postgresql://nowhere.invalid/leaked\nDEMO_PASSWORD=leaked\n');
  const said = await succeeds(prisma(['migrate', 'deploy']));
  expect(said).toContain(`evenkeel: ${address}, of Docker Compose, project app`);
  const status = prisma(['migrate', 'status']);
  await succeeds(status);
  expect(status.out()).toContain('Database schema is up to date!');
  expect(existsSync(app.dataFolder)).toBe(false);
});

test('the seed gets the database and the password that Docker Compose has, whatever .env says', async () => {
  const { address } = await putUpCompose();
  writeFileSync(join(app.folder, '.env'), 'DATABASE_URL=postgresql://nowhere.invalid/leaked\nDEMO_PASSWORD=leaked\n');
  const running = prisma(['db', 'seed']);
  expect(await succeeds(running)).toContain(address);
  expect(running.out() + running.err()).not.toContain(DEMO);
  const seeded = Object(JSON.parse(readFileSync(join(app.folder, 'seeded.json'), 'utf8')));
  expect(seeded.DEMO_PASSWORD).toBe(DEMO);
  expect(seeded.DATABASE_URL).toMatch(/^postgresql:\/\/test:test@127\.0\.0\.1:\d+\/of_compose$/);
});

test('a DATABASE_URL of the environment comes before Docker Compose, which is not asked', async () => {
  const { asked } = await putUpCompose();
  const said = await succeeds(prisma(['migrate', 'deploy'], { DATABASE_URL: await postgres.url('given') }));
  expect(said).toContain('database given at');
  expect(asked()).toBe('');
});

test('with both up a command refuses and lists them; EVENKEEL_RUNTIME chooses', async () => {
  const up = await app.up();
  const { address } = await putUpCompose();
  const running = prisma(['migrate', 'status']);
  expect((await running.ended).code).not.toBe(0);
  const said = running.out() + running.err();
  expect(said).toContain('2 copies of the app are up:');
  expect(said).toMatch(/EVENKEEL_RUNTIME=native .*\n +EVENKEEL_RUNTIME=compose /);
  expect(said).toContain('Say which one, with EVENKEEL_RUNTIME=… before the command.');
  const chosen = await succeeds(prisma(['migrate', 'deploy'], { EVENKEEL_RUNTIME: 'compose' }));
  expect(chosen).toContain(address);
  app.editConfig('user: test, database: of_compose', 'user: app, database: app');
  const native = await succeeds(prisma(['validate'], { EVENKEEL_RUNTIME: 'native' }));
  expect(native).not.toContain('database');
  writeFileSync(join(app.folder, 'more.sql'), 'SELECT 1');
  const used = await succeeds(prisma(['db', 'execute', '--file', 'more.sql'], { EVENKEEL_RUNTIME: 'native' }));
  expect(used).toContain('of `evenkeel up`');
  process.kill(up.pid, 'SIGINT');
  await up.ended;
});

test('a Docker that hangs keeps nobody from the embedded database', async () => {
  putDocker(app, { '*': '/bin/sleep 60' });
  const said = await succeeds(prisma(['migrate', 'deploy']));
  expect(said).toContain('evenkeel: Docker Compose was not looked at. Docker does not answer within 3 s.');
  expect(said).toContain('started for this command');
  await expectNothingLeft();
});

/** As if a port forward led to this test's PostgreSQL, and the cluster had it, or another one. */
async function putUpCluster({ isOwn = true } = {}) {
  const url = await postgres.url('of_cluster');
  const { port, password, pathname } = new URL(url);
  app.editConfig('user: app, database: app', `user: test, database: ${pathname.slice(1)}`);
  declareCluster(app, Number(port));
  const [row] = await withClient({ connectionString: url }, async (client) => {
    const answer = await client.query('SELECT system_identifier AS id FROM pg_control_system()');
    return answer.rows as { id: string }[];
  });
  const kubectl = putKubectl(app, {
    '*get secret *': secretsAre({
      'data-secrets': { 'postgres-password': password },
      'app-secrets': { demo: CLUSTER_DEMO },
    }),
    '*exec --quiet service/postgres *': says(isOwn ? String(row?.id) : '7000000000000000000'),
  });
  return { ...kubectl, port, address: `database of_cluster at 127.0.0.1:${port}` };
}

test('the database of the cluster is used through its port forward, and the seed gets the password of that copy', async () => {
  const { address, asked } = await putUpCluster();
  writeFileSync(join(app.folder, '.env'), 'DATABASE_URL=postgresql://nowhere.invalid/leaked\nDEMO_PASSWORD=leaked\n');
  const running = prisma(['db', 'seed']);
  expect(await succeeds(running)).toContain(`evenkeel: ${address}, of cluster minikube, namespace shop`);
  expect(running.out() + running.err() + asked()).not.toContain(CLUSTER_DEMO);
  const seeded = Object(JSON.parse(readFileSync(join(app.folder, 'seeded.json'), 'utf8')));
  expect(seeded.DEMO_PASSWORD).toBe(CLUSTER_DEMO);
  expect(existsSync(app.dataFolder)).toBe(false);
});

test('a port forward that leads to another database is refused before anything is done', async () => {
  const { port } = await putUpCluster({ isOwn: false });
  const running = prisma(['migrate', 'reset', '--force']);
  expect((await running.ended).code).not.toBe(0);
  const said = running.out() + running.err();
  expect(said).toContain(`127.0.0.1:${port} leads to another database than that of the namespace shop of minikube`);
  expect(said).toContain(`kubectl --context minikube --namespace shop port-forward service/postgres ${port}:5432`);
});

test('nobody listens where the cluster is to be: the command that forwards it is named', async () => {
  declareCluster(app, 1);
  putKubectl(app);
  const running = prisma(['migrate', 'status'], { EVENKEEL_RUNTIME: 'cluster' });
  expect((await running.ended).code).not.toBe(0);
  expect(running.out() + running.err()).toContain(
    'kubectl --context minikube --namespace shop port-forward service/postgres 1:5432',
  );
});
