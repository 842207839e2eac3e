import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { beforeAll, expect, test } from 'vitest';
import { runCommand } from '../harness/command.ts';
import { linkPackages, root } from '../harness/copy.ts';
import type { Project } from './project.ts';
import { describeWithDocker } from './world.ts';

const NAMES = ['POSTGRES_PASSWORD', 'BETTER_AUTH_SECRET', 'DEMO_PASSWORD'];
const programs = join(root, 'node_modules', '.bin');

/** Without a frontend, people sign in at the backend itself. */
const trust = ({ backend }: Project) => ({ TRUSTED_ORIGINS: backend });

describeWithDocker('commands on the host, with a copy up', (world) => {
  let project: Project;
  /** What all commands have said, apart from what they were asked for. */
  let said = '';
  /** The secrets that the copy has had. */
  const known = new Set<string>();
  const remember = async () => {
    for (const name of NAMES) known.add(await project.secret(name));
  };

  beforeAll(async () => {
    project = await world.editedProject('host', { env: { APP_TARGET: 'run' } });
    linkPackages(project.folder);
    await project.demand(['up', '--wait', '--build', 'backend'], { env: trust(project) });
    await remember();
    // The address of somebody else's database, which must not be used.
    writeFileSync(join(project.folder, '.env'), 'DATABASE_URL=postgresql://somebody:else@nowhere.invalid/leaked\n');
  });

  /** As a user in the project's folder types it, with nothing told but the project's name. */
  async function onHost(line: string[], { isSecret = false, env = {} } = {}) {
    const { PATH, HOME, DOCKER_HOST, DOCKER_CONFIG } = process.env;
    const own = { PATH: `${programs}:${PATH}`, HOME, DOCKER_HOST, DOCKER_CONFIG, COMPOSE_PROJECT_NAME: project.name };
    const ended = await runCommand(line, { cwd: project.folder, env: { ...own, CHECKPOINT_DISABLE: '1', ...env } });
    if (!isSecret) said += ended.text;
    if (ended.code !== 0) throw new Error(`${line.join(' ')}: ${ended.text}`);
    return ended.text.trim();
  }
  const evenkeel = (...words: string[]) => onHost(['evenkeel', ...words]);
  const reveal = (...words: string[]) => onHost(['evenkeel', ...words], { isSecret: true });
  const prisma = (...words: string[]) => onHost(['prisma', ...words]);
  const tasks = async (token: string) =>
    (await fetch(`${project.backend}/api/demo/tasks`, { headers: { authorization: `Bearer ${token}` } })).status;
  const columns = () => project.sql(`SELECT column_name FROM information_schema.columns WHERE table_name = 'tasks'`);

  /** By the way that asks for it: inside the container a local connection needs none. */
  const opens = (password: string) =>
    project
      .exec('postgres', 'sh', '-c', 'PGPASSWORD=$1 psql -U app -h "$(hostname -i)" -Atc "SELECT 1"', 'sh', password)
      .then(() => true)
      .catch(() => false);

  test('evenkeel demo tells the password of the copy, and evenkeel token signs in with it', async () => {
    expect(await reveal('demo', '--quiet')).toBe(await project.secret('DEMO_PASSWORD'));
    const { token, backend } = JSON.parse(await reveal('token', '--json')) as { token: string; backend: string };
    expect(backend).toBe(project.backend);
    expect(await tasks(token)).toBe(200);
  });

  test('prisma migrate status looks at the database where it is published', async () => {
    const status = await prisma('migrate', 'status');
    expect(status).toContain(
      `evenkeel: database app at 127.0.0.1:${project.ports.postgres}, of Docker Compose, project`,
    );
    expect(status).toContain('Database schema is up to date!');
  });

  test('prisma migrate dev adds a column, with a shadow database, while the backend goes on', async () => {
    const schema = join(project.folder, 'prisma', 'schema.prisma');
    const text = readFileSync(schema, 'utf8');
    writeFileSync(schema, text.replace(/^model Task \{$/m, 'model Task {\n  note String?'));
    expect(await columns()).not.toContain('note');
    const before = await project.sql('SELECT count(*) FROM tasks');
    await prisma('migrate', 'dev', '--name', 'note');
    expect(await columns()).toContain('note');
    expect(await project.sql('SELECT count(*) FROM tasks')).toBe(before);
    expect(await project.sql('SELECT count(*) FROM pg_database')).toBe('4');
    expect(await tasks(await reveal('token'))).toBe(200);
  });

  test('prisma db seed gives the demo user the password of the copy again', async () => {
    await prisma('generate');
    await project.sql(`DELETE FROM accounts`);
    await expect(reveal('token')).rejects.toThrow('The app does not know demo@evenkeel.example');
    await prisma('db', 'seed');
    expect(await tasks(await reveal('token'))).toBe(200);
  });

  test('prisma migrate reset empties the database, and the seed fills it again', async () => {
    await prisma('migrate', 'reset', '--force');
    expect(await columns()).toContain('note');
    expect(await project.sql('SELECT count(*) FROM users')).toBe('0');
    await prisma('db', 'seed');
    expect(await tasks(await reveal('token'))).toBe(200);
  });

  test('evenkeel secrets takes over what the copy has; rotated ones are good after the start that it asks for', async () => {
    expect(await evenkeel('secrets')).toContain('POSTGRES_PASSWORD   taken over from Docker Compose');
    const values = () => parseEnv(readFileSync(join(project.folder, '.env'), 'utf8'));
    const { POSTGRES_PASSWORD: old = '', DATABASE_URL } = values();
    expect(DATABASE_URL).toContain('nowhere.invalid');
    expect(await opens(old)).toBe(true);
    const signedIn = await reveal('token');

    expect(await evenkeel('secrets', '--rotate')).toContain('docker compose down && docker compose up -d');
    const { DATABASE_URL: _kept, ...fresh } = values() as Record<string, string>;
    expect(await Promise.all([old, fresh['POSTGRES_PASSWORD'] ?? ''].map(opens))).toEqual([false, true]);
    await project.down();
    await expect(evenkeel('secrets', '--rotate')).rejects.toThrow('it is not up to be told');
    await project.demand(['up', '--wait', 'backend'], { env: { ...trust(project), ...fresh } });

    for (const name of NAMES) expect(await project.secret(name), name).toBe(fresh[name]);
    expect(await prisma('migrate', 'status')).toContain('Database schema is up to date!');
    expect(await tasks(signedIn)).toBe(401);
    expect(await tasks(await reveal('token'))).toBe(200);
    expect(await project.logs('postgres')).not.toContain(fresh['POSTGRES_PASSWORD']);
  });

  test('no command has shown a secret that it was not asked for', async () => {
    await remember();
    expect(known.size).toBe(2 * NAMES.length);
    expect([...known].filter((value) => said.includes(value))).toEqual([]);
  });
});
