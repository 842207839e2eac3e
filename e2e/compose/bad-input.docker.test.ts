import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { until } from '../../backend/test/until.ts';
import { need } from '../harness/command.ts';
import { root } from '../harness/copy.ts';
import { freePorts } from '../harness/ports.ts';
import type { Project } from './project.ts';
import { describeWithDocker } from './world.ts';

const NOTICED_WITHIN_MS = 60_000;
const run = { APP_TARGET: 'run' };
const PASSWORD = 'not-to-be-shown';

describeWithDocker('docker compose up with bad input', (world) => {
  /** What runs or is ready, when `up` has ended badly. */
  const running = async (project: Project) =>
    Object.values(await project.states())
      .filter(({ State }) => State === 'running')
      .map(({ Service }) => Service)
      .toSorted();

  describe('a port that is taken', () => {
    let holder: Server;
    afterAll(() => void holder?.close());

    test('is named, and after down nothing is left', async () => {
      const project = await world.project('port', { env: run });
      holder = createServer().listen(project.ports.backend, '127.0.0.1');
      const { code, text } = await project.compose(['up', '--build', '--wait']);
      expect(code).not.toBe(0);
      expect(text).toContain(String(project.ports.backend));
      expect(text).toMatch(/already (in use|allocated)/);
      await project.down('--volumes');
      const left = ['ps --all --quiet', 'network ls --quiet', 'volume ls --quiet'].map((words) =>
        need([world.docker, ...words.split(' '), '--filter', `label=com.docker.compose.project=${project.name}`]),
      );
      expect(await Promise.all(left)).toEqual(['', '', '']);
    });
  });

  describe('a running copy', () => {
    let project: Project;
    beforeAll(async () => {
      project = await world.project('bad', { env: run });
      await project.up('--build');
    });

    /** A backend beside the one of the project, with other settings; it tells its address. */
    async function oneMore(command: string, settings: Record<string, string>) {
      const [port = 0] = await freePorts(1);
      const given = Object.entries(settings).flatMap(([name, value]) => ['--env', `${name}=${value}`]);
      const name = `${project.name}-more-${port}`;
      const started = ['run', '--detach', '--no-deps', '--name', name, '--publish', `127.0.0.1:${port}:8000`];
      await project.demand([...started, ...given, 'backend', command]);
      return {
        health: () => health(`http://127.0.0.1:${port}`),
        logs: () => need([world.docker, 'logs', name]),
        exitCode: async () => Number(await need([world.docker, 'wait', name])),
        stop: () => need([world.docker, 'rm', '--force', name]),
      };
    }
    const health = async (origin: string) => {
      const answer = await fetch(`${origin}/api/health`).catch(() => undefined);
      return { status: answer?.status ?? 0, text: (await answer?.text()) ?? '' };
    };
    const becomes = (status: number, ask: () => Promise<{ status: number }>) =>
      until(`/api/health answers ${status}`, async () => (await ask()).status === status, NOTICED_WITHIN_MS);

    test.each([
      ['password in', 'DATABASE_URL', `postgresql://app:${PASSWORD}@postgres:5432/app`, /database/],
      ['host in', 'DATABASE_URL', `postgresql://app:${PASSWORD}@nowhere:5432/app`, /database/],
      ['host in', 'REDIS_URL', `redis://:${PASSWORD}@nowhere:6379`, /votes/],
    ])(
      'a wrong %s %s leaves the backend unready, with the reason and without the password',
      async (_, name, url, part) => {
        const backend = await oneMore('api', { [name]: url, [`${name}_FILE`]: '' });
        await until('the backend answers', async () => (await backend.health()).status > 0, NOTICED_WITHIN_MS);
        await until('it says why', async () => part.test((await backend.health()).text), NOTICED_WITHIN_MS);
        const { status, text } = await backend.health();
        const logs = await backend.logs();
        await backend.stop();
        expect({ status, text }).toMatchObject({ status: 503, text: expect.stringMatching(part) as string });
        expect(logs).toMatch(/not_ready/);
        expect(text + logs).not.toContain(PASSWORD);
      },
    );

    test.each([
      ['postgres', /database/],
      ['redis', /votes/],
    ])('without %s the backend says so, and is ready again when it comes back', async (service, part) => {
      await project.demand(['stop', '--timeout', '5', service]);
      await becomes(503, () => health(project.backend));
      expect((await health(project.backend)).text).toMatch(part);
      await project.demand(['start', service]);
      await becomes(200, () => health(project.backend));
      expect(await project.logs('backend')).not.toContain(await project.secret('POSTGRES_PASSWORD'));
    });

    test('BETTER_AUTH_SECRET=short is refused by name, by the backend and by up', async () => {
      const backend = await oneMore('api', { BETTER_AUTH_SECRET: 'short', BETTER_AUTH_SECRET_FILE: '' });
      expect(await backend.exitCode()).toBe(2);
      expect(await backend.logs()).toMatch(/BETTER_AUTH_SECRET must have at least 32 characters/);
      await backend.stop();

      const { code, text } = await project.compose(['up', '--wait'], { env: { BETTER_AUTH_SECRET: 'short' } });
      expect(code).not.toBe(0);
      expect(text).toMatch(/secrets/);
      expect(await project.logs('secrets')).toMatch(/BETTER_AUTH_SECRET must have at least 32 characters/);
    });

    test('the seed refuses a database that is not local, unless it is told by a flag', async () => {
      const url = `postgresql://app:${PASSWORD}@db.example.com:5432/app`;
      const settings = ['--env', `DATABASE_URL=${url}`, '--env', 'DATABASE_URL_FILE='];
      const seed = (...flags: string[]) =>
        project.compose(['run', '--rm', '--no-deps', ...settings, 'migrate', 'seed', ...flags]);
      const refused = await seed();
      expect(refused.code).toBe(1);
      expect(refused.text).toMatch(
        /does not touch the database at db\.example\.com: add --allow-host db\.example\.com/,
      );
      const told = await seed('--allow-host=db.example.com');
      expect(told.text).toMatch(/No database answers at db\.example\.com:5432/);
      expect(refused.text + told.text).not.toContain(PASSWORD);
    });
  });

  test('a failing migration ends migrate with its name and the message, and up goes on after the repair', async () => {
    const project = await world.editedProject('migration', { env: run });
    const name = '20991231000000_broken';
    const folder = join(project.folder, 'prisma/migrations', name);
    mkdirSync(folder);
    const write = (sql: string) => writeFileSync(join(folder, 'migration.sql'), sql);
    write('ALTER TABLE no_such_table ADD COLUMN colour TEXT;\n');
    const failed = await project.compose(['up', '--build', '--wait']);
    expect(failed.code).not.toBe(0);
    expect(failed.text).toMatch(/migrate/);
    const log = await project.logs('migrate');
    expect(log).toContain(name);
    expect(log).toContain('relation \\"no_such_table\\" does not exist');
    expect(await running(project)).toEqual(['postgres', 'redis']);

    // As migrate says: correct it, tell Prisma, and go on.
    write('ALTER TABLE tasks ADD COLUMN colour TEXT;\n');
    const password = await project.secret('POSTGRES_PASSWORD');
    const DATABASE_URL = `postgresql://app:${password}@127.0.0.1:${project.ports.postgres}/app`;
    const resolve = [join(root, 'node_modules/prisma/build/index.js'), 'migrate', 'resolve', '--rolled-back', name];
    await need([process.execPath, ...resolve], { cwd: root, env: { ...process.env, DATABASE_URL } });
    await project.up('--build');
    expect(await running(project)).toEqual(['backend', 'frontend', 'postgres', 'redis', 'worker']);
    expect(await project.sql("SELECT count(*) FROM information_schema.columns WHERE column_name = 'colour'")).toBe('1');
  });

  test('a volume of another PostgreSQL ends up with the reason, and nothing else starts', async () => {
    const project = await world.project('volume', { env: run });
    const volume = `${project.name}_postgres`;
    const labels = [`project=${project.name}`, 'volume=postgres'].flatMap((label) => [
      '--label',
      `com.docker.compose.${label}`,
    ]);
    await need([world.docker, 'volume', 'create', ...labels, volume]);
    const initdb = 'su postgres -c "/usr/lib/postgresql/*/bin/initdb /data"';
    const make = `chown postgres /data && ${initdb} && echo 16 > /data/PG_VERSION`;
    const inside = ['--rm', '--volume', `${volume}:/data`, '--entrypoint', 'sh', 'postgres:17', '-c', make];
    await need([world.docker, 'run', ...inside]);
    const { code, text } = await project.compose(['up', '--wait']);
    expect(code).not.toBe(0);
    expect(text).toMatch(/postgres.* is unhealthy/);
    expect(await project.logs('postgres')).toMatch(/initialized by PostgreSQL version 16/);
    expect((await running(project)).filter((service) => service !== 'postgres')).toEqual(['redis']);
  });
});
