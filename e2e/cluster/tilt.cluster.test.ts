import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { until } from '../../backend/test/until.ts';
import { signInDemoUser } from '../harness/demo-user.ts';
import { requirement } from '../requirements.ts';
import type { Namespace } from './namespace.ts';
import { createTiltCopy, type TiltCopy } from './tilt-copy.ts';
import { describeWithCluster } from './world.ts';

const SHOWS_WITHIN_MS = 60_000;
const PROBLEM = 'backend/src/platform/http.ts';
const PROGRAMS = ['backend', 'backend-worker'];
const { available, reason, path: tilt = 'tilt' } = requirement('tilt');

describe.skipIf(!available)(`with Tilt${available ? '' : `, not run: ${reason}`}`, () => {
  describeWithCluster('tilt up', (world) => {
    let namespace: Namespace;
    let copy: TiltCopy;
    let up: Awaited<ReturnType<TiltCopy['up']>> | undefined;

    beforeAll(async () => {
      namespace = await world.namespace('tilt');
      copy = await createTiltCopy({ tilt, namespace, run: world.run });
    });
    afterAll(() => up?.stop());
    /** What Tilt has said, without the answers to those who wait for an edit. */
    const words = () => up?.lines.filter((line) => !line.includes('"path":"/nothing"')) ?? [];
    beforeEach(({ onTestFailed }) => {
      onTestFailed(() => void process.stderr.write(`\nTilt said:\n${words().slice(-80).join('\n')}\n`));
    });

    const shows = (url: string, text: string) =>
      until(
        `${url} shows ${text}`,
        async () => (await fetch(url).then((answer) => answer.text(), String)).includes(text),
        SHOWS_WITHIN_MS,
      );
    const nothing = 'http://localhost:8000/nothing';
    // Each try of a test saves what no earlier one has.
    let edits = 0;
    const fresh = (text: string) => `${text} ${(edits += 1)}.`;
    /** What the backend's program says at /nothing, as it stands in the source. */
    let source = 'The API is described at /docs.';
    function says(text: string) {
      copy.edit(PROBLEM, source, text);
      source = text;
      return text;
    }
    const podsOf = async (app: string) => (await namespace.pods(app)).filter(({ isEnding }) => !isEnding);
    const pods = async () => (await Promise.all([...PROGRAMS, 'frontend'].map(podsOf))).flat().map(({ name }) => name);
    const logs = (app: string) => namespace.kubectl('logs', `deployment/${app}`);
    /** How often the backend's pod has told of an event. */
    const countOf = async (event: string) => (await logs('backend')).split(`"event":"${event}"`).length - 1;
    /** Waits until each pod of the backend's image says so, because each has a copy of the sources. */
    const inBoth = (what: string, isSo: (app: string) => Promise<boolean>) =>
      until(what, async () => (await Promise.all(PROGRAMS.map(isSo))).every(Boolean), SHOWS_WITHIN_MS);
    const has = (file: string) => async (app: string) => {
      const line = ['exec', `deployment/${app}`, '--', 'test', '-e', `/app/${file}`];
      return (await namespace.attempt([world.kubectl, ...line])).code === 0;
    };
    const hasNot = (file: string) => async (app: string) => !(await has(file)(app));

    let added = '';
    const nameOf = (spec: string) => spec.split('@')[0];
    const isInstalled = async (app: string) => {
      const find = `require.resolve('${nameOf(added)}', { paths: ['backend'] })`;
      const line = ['exec', `deployment/${app}`, '--', 'node', '-p', find];
      return (await namespace.attempt([world.kubectl, ...line])).code === 0;
    };

    test('tilt ci brings everything up, and exits 0', async () => {
      expect(await copy.tiltAt('ci')).toContain('SUCCESS');
      expect(await pods()).toHaveLength(3);
      await namespace.ready('data', 'backend', 'frontend');
    });

    test('tilt up forwards the ports of the app and of the database', async () => {
      up = await copy.up();
      await shows(nothing, source);
    });

    test('an edit of the backend is in the next answer: the same pod, the same process', async () => {
      const state = async () => ({ pods: await pods(), started: await countOf('started') });
      const [before, loaded] = [await state(), await countOf('edited')];
      await shows(nothing, says(fresh('Edited')));
      expect(await state()).toEqual(before);
      expect(await countOf('edited')).toBe(loaded + 1);
    });

    test('an edit of a page is in the next page, in the same pod', async () => {
      const before = await pods();
      await shows('http://localhost:3000', '<title>');
      const title = fresh('Edited page');
      copy.edit('frontend/src/app/page.tsx', /title: '[^']*'/, `title: '${title}'`);
      await shows('http://localhost:3000', `<title>${title}`);
      expect(await pods()).toEqual(before);
    });

    test('an editor that saves by putting a new file in the place of the old is followed too', async () => {
      const [text, replaced] = [readFileSync(copy.path(PROBLEM), 'utf8'), fresh('Replaced')];
      writeFileSync(copy.path(`${PROBLEM}.tmp`), text.replace(source, replaced));
      renameSync(copy.path(`${PROBLEM}.tmp`), copy.path(PROBLEM));
      source = replaced;
      await shows(nothing, replaced);
    });

    test('a new, a renamed and a deleted file come, move and go in both pods', async () => {
      writeFileSync(copy.path('backend/src/one.ts'), 'export const one = 1;\n');
      writeFileSync(copy.path('backend/src/.env'), 'BETTER_AUTH_SECRET=must-not-be-copied\n');
      await inBoth('one.ts has come', has('backend/src/one.ts'));
      renameSync(copy.path('backend/src/one.ts'), copy.path('backend/src/other.ts'));
      await inBoth('other.ts has come', has('backend/src/other.ts'));
      await inBoth('one.ts has gone', hasNot('backend/src/one.ts'));
      rmSync(copy.path('backend/src/other.ts'));
      await inBoth('other.ts has gone', hasNot('backend/src/other.ts'));
      await inBoth('.env has not come', hasNot('backend/src/.env'));
    });

    test('an edit that does not compile is shown, leaves the last good answer, and the next save mends it', async () => {
      const before = up?.lines.length;
      const good = says(fresh('Good'));
      await shows(nothing, good);
      says(`${fresh('Broken')}\`; const = `);
      const isNotLoaded = (line: string) => line.includes('backend') && line.includes('edit_not_loaded');
      await until('Tilt shows it', () => up?.lines.slice(before).some(isNotLoaded), SHOWS_WITHIN_MS);
      await shows(nothing, good);
      await shows(nothing, says(fresh('Mended')));
    });

    test('a migration of prisma migrate dev reaches the pods, and the API has the new column', async () => {
      const before = await pods();
      const demo = await signInDemoUser(namespace, await namespace.secret('backend-secrets', 'demo-password'));
      copy.edit('prisma/schema.prisma', '  completed   Boolean', '  colour      String    @default("blue")\n$&');
      const said = await copy.demand(['npx', 'prisma', 'migrate', 'dev', '--name', 'colour'], {
        EVENKEEL_RUNTIME: 'cluster',
      });
      expect(said).toContain('127.0.0.1:5435');
      const [made = ''] = readdirSync(copy.path('prisma/migrations')).filter((name) => name.endsWith('_colour'));
      await inBoth('the migration has come', has(`prisma/migrations/${made}/migration.sql`));
      copy.edit('backend/src/features/tasks/task-schema.ts', 'completed: z.boolean(),', '$& colour: z.string(),');
      copy.edit('backend/src/features/tasks/task-store.ts', 'title: row.title,', '$& colour: row.colour,');
      const isBlue = async () =>
        (await demo.tasks().catch(() => [])).some((task) => (task as { colour?: string }).colour === 'blue');
      await until('tasks have a colour', isBlue, SHOWS_WITHIN_MS);
      const client = 'backend/src/generated/prisma/models/Task.ts';
      await inBoth('both clients know it', async (app) =>
        (await namespace.exec(`deployment/${app}`, 'cat', client)).includes('colour'),
      );
      expect(await pods()).toEqual(before);
    });

    test.each(['migrate-dev', 'seed'])('the task %s runs against the cluster’s database', async (name) => {
      await copy.tiltAt('trigger', name);
      const status = () =>
        copy.tiltAt('get', 'uiresource', name, '--output=jsonpath={.status.updateStatus} {.status.lastDeployTime}');
      await until(`${name} has run`, async () => /^(ok|error) \S/.test(await status()), SHOWS_WITHIN_MS);
      expect(await status()).toMatch(/^ok /);
      const ofTask = up?.lines.filter((line) => line.includes(`${name} │`)).join('\n');
      expect(ofTask).toContain(`127.0.0.1:5435, of cluster`);
    });

    test('a package that npm has added is in the same pods, and an edit can use it', async ({ task }) => {
      added = task.result?.retryCount ? 'is-even@1.0.0' : 'is-odd@3.0.1';
      const before = { pods: await pods(), started: await countOf('started') };
      const save = await copy.newPackage('backend', added);
      save();
      await inBoth('it is installed', isInstalled);
      await until('a new process has it', async () => (await countOf('started')) > before.started, SHOWS_WITHIN_MS);
      const number = fresh('');
      says(`\${typeof added}${number}`);
      const line = `// @ts-expect-error -- it has no types\nimport added from '${nameOf(added)}';\n`;
      copy.edit(PROBLEM, /^(\/\/ @ts-expect-error .*\nimport added .*\n)?/, line);
      await shows(nothing, `function${number}`);
      expect(await pods()).toEqual(before.pods);
    });

    test('a save while the pod goes, or its container starts anew, is not lost', async () => {
      await namespace.kubectl('delete', 'pod', '--selector=app=backend', '--wait=false');
      const meanwhile = says(fresh('Saved meanwhile'));
      await until('there is a new pod', async () => (await podsOf('backend')).length === 1, SHOWS_WITHIN_MS);
      await namespace.ready('backend');
      await shows(namespace.backend.concat('/nothing'), meanwhile);
      await shows(nothing, meanwhile);

      await namespace.exec('deployment/backend', 'node', '-e', "process.kill(1, 'SIGTERM')").catch(() => undefined);
      await shows(nothing, says(fresh('Saved again')));
      await inBoth('what was installed is there again', isInstalled);
    });

    test('a new folder, and all that was in a deleted one, are followed', async () => {
      mkdirSync(copy.path('backend/src/folder/inner'), { recursive: true });
      writeFileSync(copy.path('backend/src/folder/inner/deep.ts'), 'export const deep = 1;\n');
      await inBoth('deep.ts has come', has('backend/src/folder/inner/deep.ts'));
      rmSync(copy.path('backend/src/folder'), { recursive: true });
      await inBoth('deep.ts has gone', hasNot('backend/src/folder/inner/deep.ts'));
    });

    test('Ctrl-C leaves the app running, and tilt down leaves nothing but data and secrets', async () => {
      await up?.stop('SIGINT');
      await namespace.answers(`${namespace.backend}/api/health`);
      await copy.tilt('down');
      const kinds =
        'all,configmaps,serviceaccounts,networkpolicies,poddisruptionbudgets,persistentvolumeclaims,secrets';
      const left = async () => (await namespace.kubectl('get', kinds, '--output=name')).trim().split('\n').toSorted();
      const kept = [
        'configmap/kube-root-ca.crt',
        'persistentvolumeclaim/data-postgres-0',
        'persistentvolumeclaim/data-redis-0',
        'secret/backend-secrets',
        'secret/data-secrets',
        'secret/frontend-secrets',
        'serviceaccount/default',
      ];
      await until('all else is gone', async () => (await left()).length === kept.length, 120_000);
      expect(await left()).toEqual(kept);
    });
  });
});
