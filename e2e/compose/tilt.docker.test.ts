import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { until } from '../../backend/test/until.ts';
import { startInBackground } from '../harness/background.ts';
import { need } from '../harness/command.ts';
import { plainEnvironment } from '../harness/environment.ts';
import { freePorts } from '../harness/ports.ts';
import { tiltHangs } from '../harness/tilt-hangs.ts';
import { requirement } from '../requirements.ts';
import type { Project } from './project.ts';
import { describeWithDocker } from './world.ts';

const SHOWS_WITHIN_MS = 60_000;
const { available, reason, path: tilt = 'tilt' } = requirement('tilt');

describe.skipIf(!available)(`with Tilt${available ? '' : `, not run: ${reason}`}`, () => {
  describeWithDocker('tilt up -- --runtime compose', (world) => {
    let project: Project;
    let env: NodeJS.ProcessEnv;
    let start: () => ReturnType<typeof startInBackground>;
    let up: Awaited<ReturnType<typeof start>>;

    beforeAll(async () => {
      project = await world.editedProject('tilt');
      change('compose.dev.yaml', (text) => text.replaceAll('image: todo-', `image: ${project.name}-`));
      const { frontend, backend, postgres } = project.ports;
      const ports = { FRONTEND_PORT: frontend, BACKEND_PORT: backend, POSTGRES_PORT: postgres };
      const given = Object.entries(ports).map(([name, port]) => [name, String(port)]);
      // No cluster is asked.
      env = {
        ...plainEnvironment(),
        ...Object.fromEntries(given),
        KUBECONFIG: '/dev/null',
        TILT_DISABLE_ANALYTICS: '1',
      };
      env['COMPOSE_PROJECT_NAME'] = project.name;
      const [page = 0] = await freePorts(1);
      const words = ['up', '--stream=true', '--port', String(page), '--file', join(project.folder, 'Tiltfile')];
      start = () =>
        startInBackground([tilt, ...words, '--', '--runtime', 'compose'], {
          cwd: project.folder,
          env,
          run: world.run,
          started: /Successfully loaded Tiltfile/,
        });
      up = await start();
    });
    beforeEach(async () => {
      if (!tiltHangs(up.lines)) return;
      process.stderr.write(
        `\nTilt hung at an edit and is started again; it had said:\n${up.lines.slice(-20).join('\n')}\n`,
      );
      await up.stop();
      up = await start();
    });
    afterAll(() => up?.stop());

    const change = (file: string, to: (text: string) => string) => {
      const path = join(project.folder, file);
      writeFileSync(path, to(readFileSync(path, 'utf8')));
    };
    const shows = (url: string, text: string, limitMs = SHOWS_WITHIN_MS) =>
      until(
        `${url} shows ${text}`,
        async () => (await fetch(url).then((answer) => answer.text(), String)).includes(text),
        limitMs,
      ).catch(async (error: unknown) => {
        throw new Error(`${String(error)}\n${up.lines.slice(-60).join('\n')}`, { cause: error });
      });
    let said = 'The API is described at /docs.';
    let edits = 0;
    const ids = async () => Object.values(await project.states()).map(({ ID }) => ID);

    test('all services of Compose come up, in the project that docker compose means', async () => {
      await shows(`${project.frontend}/api/health`, 'ok', 600_000);
      await shows(`${project.backend}/nothing`, 'The API is described at /docs.');
      expect(Object.keys(await project.states()).toSorted()).toEqual(
        ['backend', 'frontend', 'migrate', 'postgres', 'redis', 'secrets', 'worker'].toSorted(),
      );
    });

    test('edits of the backend and of a page are live, in the same containers', async () => {
      const edited = `Edited ${(edits += 1)}`;
      await shows(`${project.backend}/nothing`, 'There is nothing at /nothing.');
      await shows(project.frontend, '<title>');
      const before = await ids();
      change('backend/src/platform/http.ts', (text) => text.replace(said, edited));
      said = edited;
      await shows(`${project.backend}/nothing`, edited);
      change('frontend/src/app/page.tsx', (text) => text.replace(/title: '[^']*'/, `title: '${edited}'`));
      await shows(project.frontend, `<title>${edited}`);
      expect(await ids()).toEqual(before);
    });

    test('tilt down takes the containers away, and the data stay', async () => {
      await up.stop('SIGINT');
      await need([tilt, 'down', '--', '--runtime', 'compose'], { cwd: project.folder, env });
      expect(await project.states()).toEqual({});
      const volumes = ['volume', 'ls', '--quiet', '--filter', `label=com.docker.compose.project=${project.name}`];
      expect((await need([world.docker, ...volumes])).trim().split('\n').toSorted()).toEqual(
        ['postgres', 'redis', 'secrets'].map((volume) => `${project.name}_${volume}`),
      );
    });
  });
});
