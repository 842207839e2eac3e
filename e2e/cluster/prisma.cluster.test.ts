import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestPostgres, type TestPostgres } from '../../toolkit/src/postgres/test-postgres.ts';
import { withClient } from '../../toolkit/src/postgres/with-client.ts';
import { difference, fingerprintQuery, type Fingerprint } from '../../toolkit/src/verify/fingerprint.ts';
import { runCommand } from '../harness/command.ts';
import { copyRepository, linkPackages, root } from '../harness/copy.ts';
import { freePorts } from '../harness/ports.ts';
import type { Namespace } from './namespace.ts';
import { opensDatabase } from './opens-database.ts';
import { describeWithCluster } from './world.ts';

const programs = join(root, 'node_modules', '.bin');

describeWithCluster('commands of this machine, with a copy in the cluster', (world) => {
  let copy: Namespace;
  let folder: string;
  let port: number;
  let forward: Awaited<ReturnType<Namespace['forward']>> | undefined;
  let postgres: TestPostgres;
  /** What all commands have said, apart from what they were asked for. */
  let said = '';

  beforeAll(async () => {
    copy = await world.namespace('prisma');
    folder = await copyRepository(join(world.run.folder, 'prisma-clone'));
    linkPackages(folder);
    [port = 0] = await freePorts(1);
    const file = join(folder, 'evenkeel.yaml');
    writeFileSync(file, readFileSync(file, 'utf8').replace('forward: 5435', `forward: ${port}`));
    // The address of somebody else's database, which must not be used.
    writeFileSync(join(folder, '.env'), 'DATABASE_URL=postgresql://somebody:else@nowhere.invalid/leaked\n');
    await prisma('generate');
    await evenkeel('secrets', '--kubernetes');
    await copy.install('data');
    await copy.install('backend', { seed: { enabled: true } });
    await copy.install('frontend', { replicaCount: 1 });
    await copy.ready('data', 'backend', 'frontend');
    postgres = await startTestPostgres();
  });
  afterAll(async () => {
    await forward?.stop();
    await postgres?.stop();
  });

  /** As a user in the project's folder types it, with nothing told but kubectl's configuration. */
  async function onHost(line: string[], { isSecret = false, env = {} } = {}) {
    const { PATH, HOME } = process.env;
    const own = { PATH: `${programs}:${PATH}`, HOME, KUBECONFIG: copy.kubeconfig, CHECKPOINT_DISABLE: '1' };
    const ended = await runCommand(line, { cwd: folder, env: { ...own, ...env } });
    if (!isSecret) said += ended.text;
    if (ended.code !== 0) throw new Error(`${line.join(' ')}: ${ended.text}`);
    return ended.text.trim();
  }
  const evenkeel = (...words: string[]) => onHost(['evenkeel', ...words]);
  const reveal = (...words: string[]) => onHost(['evenkeel', ...words], { isSecret: true });
  const prisma = (...words: string[]) => onHost(['prisma', ...words]);
  const inCluster = { EVENKEEL_RUNTIME: 'cluster' };
  const tasks = async (token: string) =>
    (await fetch(`${copy.backend}/api/demo/tasks`, { headers: { authorization: `Bearer ${token}` } })).status;
  const columns = () => copy.sql(`SELECT column_name FROM information_schema.columns WHERE table_name = 'tasks'`);

  test('without a port forward the error names the command that makes one', async () => {
    await expect(onHost(['prisma', 'migrate', 'status'], { env: inCluster })).rejects.toThrow(
      new RegExp(`kubectl --context .* --namespace ${copy.name} port-forward service/postgres ${port}:5432`),
    );
  });

  test('a port forward to the database of another namespace is refused', async () => {
    const other = await world.namespace('prisma-other');
    await other.install('data');
    await other.ready('data');
    const wrong = await other.forward('service/postgres', port, 5432);
    try {
      await expect(prisma('migrate', 'reset', '--force')).rejects.toThrow(
        `127.0.0.1:${port} leads to another database than that of the namespace ${copy.name}`,
      );
    } finally {
      await wrong.stop();
      await other.remove();
    }
    expect(await copy.sql('SELECT count(*) FROM users')).toBe('1');
  });

  test('prisma migrate status looks at the database behind the port forward', async () => {
    forward = await copy.forward('service/postgres', port, 5432);
    const status = await prisma('migrate', 'status');
    expect(status).toContain(`evenkeel: database app at 127.0.0.1:${port}, of cluster`);
    expect(status).toContain(`namespace ${copy.name}`);
    expect(status).toContain('Database schema is up to date!');
    expect(await prisma('migrate', 'deploy')).toContain('No pending migrations to apply.');
  });

  test('evenkeel demo and token mean that copy, too', async () => {
    expect(await reveal('demo', '--quiet')).toContain(await copy.secret('backend-secrets', 'demo-password'));
    const { token, backend } = JSON.parse(await reveal('token', '--json')) as { token: string; backend: string };
    expect(backend).toBe(copy.backend);
    expect(await tasks(token)).toBe(200);
  });

  test('schema and rows are those of a native database', async () => {
    const url = await postgres.url('native');
    const env = { DATABASE_URL: url, SEED_DEMO: '1', DEMO_PASSWORD: 'a password of this test' };
    await onHost(['prisma', 'migrate', 'deploy'], { env });
    await onHost(['prisma', 'db', 'seed'], { env });
    const query = fingerprintQuery({ withRows: true });
    const native = await withClient({ connectionString: url }, async (client) => {
      // Two statements, two answers.
      const answers = (await client.query(query)) as unknown as { rows: { json_agg: Fingerprint }[] }[];
      return answers.at(-1)?.rows[0]?.json_agg ?? [];
    });
    await prisma('db', 'seed');
    await prisma('db', 'seed');
    const cluster = JSON.parse((await copy.sql(query)).split('\n').at(-1) ?? '') as Fingerprint;
    expect(native.length).toBeGreaterThan(50);
    expect(difference(cluster, native)).toEqual({ missing: [], surplus: [] });
  });

  test('prisma migrate dev adds a column, with a shadow database, while the backend goes on', async () => {
    const schema = join(folder, 'prisma', 'schema.prisma');
    const text = readFileSync(schema, 'utf8');
    writeFileSync(schema, text.replace(/^model Task \{$/m, 'model Task {\n  note String?'));
    expect(await columns()).not.toContain('note');
    const before = await copy.sql('SELECT count(*) FROM tasks');
    expect(await prisma('migrate', 'dev', '--name', 'note')).toMatch(/migrations\/\s+└─ \d+_note/);
    expect(await columns()).toContain('note');
    expect(await copy.sql('SELECT count(*) FROM tasks')).toBe(before);
    // postgres, its two templates and the app's: the shadow is gone.
    expect(await copy.sql('SELECT count(*) FROM pg_database')).toBe('4');
    expect(await prisma('migrate', 'deploy')).toContain('No pending migrations to apply.');
    expect(await tasks(await reveal('token'))).toBe(200);
  });

  test('prisma migrate reset empties the database, and the seed fills it again', async () => {
    await prisma('migrate', 'reset', '--force');
    expect(await columns()).toContain('note');
    expect(await copy.sql('SELECT count(*) FROM users')).toBe('0');
    await prisma('generate');
    await prisma('db', 'seed');
    expect(await tasks(await reveal('token'))).toBe(200);
  });

  test('rotated secrets are good after the start that is asked for, and the old ones are not', async () => {
    const old = await copy.secret('data-secrets', 'postgres-password');
    const signedIn = await reveal('token');
    const text = await evenkeel('secrets', '--kubernetes', '--rotate');
    const restart = /rollout restart (.*)$/m.exec(text)?.[1]?.split(' ') ?? [];
    expect(restart).toEqual(['deployment/backend', 'deployment/backend-worker', 'deployment/frontend']);
    const now = await copy.secret('data-secrets', 'postgres-password');
    expect(await Promise.all([old, now].map((password) => opensDatabase(copy, password)))).toEqual([false, true]);
    await copy.kubectl('rollout', 'restart', ...restart);
    await copy.ready('backend', 'frontend');
    await prisma('db', 'seed');
    expect(await tasks(signedIn)).toBe(401);
    expect(await tasks(await reveal('token'))).toBe(200);
    expect(await prisma('migrate', 'status')).toContain('Database schema is up to date!');
  });

  test('a database that is not up is not given a new password, and nothing changes', async () => {
    const before = await copy.kubectl('get', 'secret', 'data-secrets', '--output=json');
    await copy.kubectl('scale', 'statefulset/postgres', '--replicas=0');
    await copy.kubectl('wait', '--for=delete', 'pod/postgres-0', '--timeout=60s');
    await expect(evenkeel('secrets', '--kubernetes', '--rotate', 'POSTGRES_PASSWORD')).rejects.toThrow(
      'did not take a new password, so nothing was changed',
    );
    expect(await copy.kubectl('get', 'secret', 'data-secrets', '--output=json')).toBe(before);
  });

  test('no command has shown a secret that it was not asked for', async () => {
    const secrets = await Promise.all(
      [
        ['data-secrets', 'postgres-password'],
        ['backend-secrets', 'auth-secret'],
        ['backend-secrets', 'demo-password'],
      ].map(([name = '', key = '']) => copy.secret(name, key)),
    );
    expect(secrets.filter((value) => said.includes(value))).toEqual([]);
  });
});
