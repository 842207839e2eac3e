import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { until } from '../../backend/test/until.ts';
import { signInDemoUser } from '../harness/demo-user.ts';
import type { Project } from './project.ts';
import { describeWithDocker } from './world.ts';

const SHOWS_WITHIN_MS = 30_000;

describeWithDocker('docker compose watch', (world) => {
  let project: Project;
  let watch: Awaited<ReturnType<Project['watch']>>;
  let demo: Awaited<ReturnType<typeof signInDemoUser>>;

  beforeAll(async () => {
    project = await world.editedProject('watch');
    watch = await project.watch();
    await project.up('--no-recreate');
    demo = await signInDemoUser(project, await project.secret('DEMO_PASSWORD'));
  });
  afterAll(() => watch?.stop());

  const path = (file: string) => join(project.folder, file);
  /** As an editor saves; fails when there is nothing to replace. */
  function edit(file: string, from: string, to: string) {
    const text = readFileSync(path(file), 'utf8');
    expect(text, file).toContain(from);
    writeFileSync(path(file), text.replace(from, to));
  }
  const shows = (url: string, text: string) =>
    until(
      `${url} shows ${text}`,
      async () => (await fetch(url).then((answer) => answer.text(), String)).includes(text),
      SHOWS_WITHIN_MS,
    );
  const files = async (service: string, folder: string) =>
    (await project.exec(service, 'find', folder, '-name', 'node_modules', '-prune', '-o', '-type', 'f', '-print'))
      .split('\n')
      .toSorted();
  /** What is in the containers of both programs of the backend: each has a copy of the sources. */
  const inBoth = async (file: string) =>
    Promise.all(
      ['backend', 'worker'].map(async (service) =>
        (await files(service, 'backend/src')).includes(`backend/src/${file}`),
      ),
    );
  const isInBoth = (file: string, is: boolean) =>
    until(
      `${file} is ${is ? '' : 'no longer '}in the containers`,
      async () => (await inBoth(file)).every((found) => found === is),
      SHOWS_WITHIN_MS,
    );
  const ids = async () => Object.values(await project.states()).map(({ ID }) => ID);

  test('an edit of the backend is in the next answer, and nothing else was copied', async () => {
    const before = { files: await files('backend', '/app'), ids: await ids() };
    edit('backend/src/platform/http.ts', 'The API is described at /docs.', 'The API is described at /docs. Edited.');
    writeFileSync(path('backend/src/.env'), 'BETTER_AUTH_SECRET=must-not-be-copied\n');
    await shows(`${project.backend}/nothing`, 'Edited.');
    expect(await files('backend', '/app')).toEqual(before.files);
    expect(await ids()).toEqual(before.ids);
  });

  test('an edit of a page is in the next page', async () => {
    await shows(project.frontend, '<title>Tasks');
    edit('frontend/src/app/page.tsx', "title: 'Tasks'", "title: 'Edited page'");
    await shows(project.frontend, '<title>Edited page');
  });

  test('a new, a renamed and a deleted file come, move and go in the containers too', async () => {
    writeFileSync(path('backend/src/one.ts'), 'export const one = 1;\n');
    await isInBoth('one.ts', true);
    renameSync(path('backend/src/one.ts'), path('backend/src/other.ts'));
    await isInBoth('other.ts', true);
    await isInBoth('one.ts', false);
    rmSync(path('backend/src/other.ts'));
    await isInBoth('other.ts', false);
  });

  test('an edit that does not compile leaves the last good answer, and the next edit mends it', async () => {
    edit('backend/src/platform/http.ts', 'Edited.', 'Broken.`; const = ');
    await until('the log tells of it', async () => (await project.logs('backend')).includes('edit_not_loaded'));
    await shows(`${project.backend}/nothing`, 'Edited.');
    edit('backend/src/platform/http.ts', 'Broken.`; const = ', 'Mended.');
    await shows(`${project.backend}/nothing`, 'Mended.');
  });

  test('a new column is in the answer of the API, by an edit of the schema and a migration, without down', async () => {
    const before = await ids();
    const migration = path('prisma/migrations/20991231000000_colour');
    mkdirSync(migration);
    writeFileSync(
      join(migration, 'migration.sql'),
      `ALTER TABLE tasks ADD COLUMN colour TEXT NOT NULL DEFAULT 'blue';\n`,
    );
    edit(
      'prisma/schema.prisma',
      '  completed   Boolean',
      '  colour      String    @default("blue")\n  completed   Boolean',
    );
    edit(
      'backend/src/features/tasks/task-schema.ts',
      'completed: z.boolean(),',
      'completed: z.boolean(), colour: z.string(),',
    );
    edit('backend/src/features/tasks/task-store.ts', 'title: row.title,', 'title: row.title, colour: row.colour,');
    const isBlue = async () =>
      (await demo.tasks().catch(() => [])).some((task) => (task as { colour?: string }).colour === 'blue');
    await until('tasks have a colour', isBlue, SHOWS_WITHIN_MS);
    expect(await demo.addTask('With a colour')).toMatchObject({ colour: 'blue' });

    const health = () => fetch(`${project.backend}/api/health`).then((answer) => answer.status, String);
    await until('the backend is ready', async () => (await health()) === 200, SHOWS_WITHIN_MS);
    const applied =
      "SELECT count(*) FROM _prisma_migrations WHERE migration_name LIKE '%colour' AND finished_at IS NOT NULL";
    expect(await project.sql(applied)).toBe('1');
    // The worker has a copy of the sources of its own, and so a client of its own.
    const client = 'backend/src/generated/prisma/models/Task.ts';
    const inWorker = async () => (await project.exec('worker', 'cat', client)).includes('colour');
    await until("the worker's client knows the column", inWorker, SHOWS_WITHIN_MS);
    expect(await ids()).toEqual(before);
  });

  // Last, and not waited for: the rebuilt containers take these ones' place.
  test.each([
    ['frontend/package.json', ['frontend']],
    ['backend/package.json', ['worker']],
  ])('a change of %s begins a rebuild of %j', async (file, services) => {
    const rebuilds = (service: string) =>
      watch.lines.some((line) => line.includes('Rebuilding') && line.includes(service));
    expect(services.filter(rebuilds)).toEqual([]);
    edit(file, '\n', '\n ');
    await until('Compose rebuilds', () => services.every(rebuilds), SHOWS_WITHIN_MS);
  });

  test('a change of the lock file rebuilds all that is made of it', async () => {
    const { services } = JSON.parse(await project.demand(['config', '--format', 'json'])) as {
      services: Record<string, { develop?: { watch: { action: string; path: string }[] } }>;
    };
    // The backend comes along with the worker.
    for (const service of ['worker', 'frontend']) {
      expect(services[service]?.develop?.watch, service).toContainEqual(
        expect.objectContaining({ action: 'rebuild', path: path('package-lock.json') }),
      );
    }
  });
});
