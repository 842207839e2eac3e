import { beforeAll, describe, expect, test } from 'vitest';
import { signInDemoUser } from '../harness/demo-user.ts';
import type { Project, ServiceState } from './project.ts';
import { describeWithDocker } from './world.ts';

const wellServices = ['postgres', 'redis', 'backend', 'worker', 'frontend'];
const short = ({ State, Health, ExitCode }: ServiceState) => `${State} ${Health || ExitCode}`;
const given = {
  POSTGRES_PASSWORD: 'given postgres/password?',
  BETTER_AUTH_SECRET: 'given-secret-given-secret-given-secret',
  DEMO_PASSWORD: 'given-demo-password',
};

describeWithDocker('docker compose up', (world) => {
  describe.each(['dev', 'run'])('with the target %s', (target) => {
    let project: Project;
    let seeded: Awaited<ReturnType<typeof signInDemoUser>>;
    const migrations = () => project.sql('SELECT migration_name, started_at FROM _prisma_migrations ORDER BY 1');

    beforeAll(async () => {
      // The default is what somebody gets who sets nothing.
      project = await world.project(`up-${target}`, target === 'dev' ? {} : { env: { APP_TARGET: target } });
      await project.up('--build');
    });

    test('with nothing prepared the jobs have ended well and the five services are healthy', async () => {
      const states = await project.states();
      expect(Object.fromEntries(Object.entries(states).map(([name, state]) => [name, short(state)]))).toEqual({
        secrets: 'exited 0',
        migrate: 'exited 0',
        ...Object.fromEntries(wellServices.map((name) => [name, 'running healthy'])),
      });
    });

    test('the pages and the API answer, and the demo user signs in with the password from the volume', async () => {
      for (const path of ['/', '/sign-in', '/votes']) {
        expect((await fetch(`${project.frontend}${path}`)).status, path).toBe(200);
      }
      expect((await fetch(`${project.backend}/api/health`)).status).toBe(200);
      seeded = await signInDemoUser(project, await project.secret('DEMO_PASSWORD'));
      expect(await seeded.tasks()).toHaveLength(4);
    });

    test('a second up migrates and seeds nothing twice, and starts no service anew', async () => {
      const before = { states: await project.states(), migrations: await migrations() };
      await project.up();
      const after = { states: await project.states(), migrations: await migrations() };
      expect(after.migrations).toBe(before.migrations);
      expect(await seeded.tasks()).toHaveLength(4);
      for (const name of wellServices) expect(after.states[name]?.ID, name).toBe(before.states[name]?.ID);
    });

    test('data, sessions and secrets survive down and up', async () => {
      const added = await seeded.addTask('Stays where it is');
      const before = await project.secret('BETTER_AUTH_SECRET');
      await project.down();
      await project.up();
      expect(await seeded.tasks()).toHaveLength(5);
      expect(await seeded.tasks()).toContainEqual(expect.objectContaining({ id: added.id }));
      expect(await project.secret('BETTER_AUTH_SECRET')).toBe(before);
    });

    test('its ports are those of the environment, on 127.0.0.1 alone, and Redis has none', async () => {
      const published = async (service: string, port: string) => {
        const { code, text } = await project.compose(['port', service, port]);
        return code === 0 ? text.trim() : 'none';
      };
      expect(await published('frontend', '3000')).toBe(`127.0.0.1:${project.ports.frontend}`);
      expect(await published('backend', '8000')).toBe(`127.0.0.1:${project.ports.backend}`);
      expect(await published('postgres', '5432')).toBe(`127.0.0.1:${project.ports.postgres}`);
      expect(await published('redis', '6379')).toMatch(/none|:0$/);
    });
  });

  test('secrets that the environment gives are taken, and a new password of the demo user replaces the old one', async () => {
    const project = await world.project('given', { env: { ...given, APP_TARGET: 'run' } });
    await project.up();
    for (const [name, value] of Object.entries(given)) expect(await project.secret(name), name).toBe(value);
    await signInDemoUser(project, given.DEMO_PASSWORD);

    await project.demand(['up', '--wait'], { env: { DEMO_PASSWORD: 'another-demo-password' } });
    await signInDemoUser(project, 'another-demo-password');
    await expect(signInDemoUser(project, given.DEMO_PASSWORD)).rejects.toThrow('401');
  });
});
