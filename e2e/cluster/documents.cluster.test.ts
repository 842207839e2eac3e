import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { until } from '../../backend/test/until.ts';
import { runCommand } from '../harness/command.ts';
import { copyRepository, linkPackages, root } from '../harness/copy.ts';
import type { Namespace } from './namespace.ts';
import { holderOf } from './node-ports.ts';
import { createTypist } from './typist.ts';
import { describeWithCluster } from './world.ts';

const [quickstart, validation, rollback] = ['helm/QUICKSTART.md', 'helm/VALIDATION.md', 'helm/ROLLBACK.md'] as const;
const charts = ['helm/README.md', 'helm/data/README.md', 'helm/backend/README.md', 'helm/frontend/README.md'];
const images = ['todo-frontend:phase4', 'todo-backend:phase4'];
const NOTICED_WITHIN_MS = 60_000;

describeWithCluster('The documents of the charts', (world) => {
  const folder = join(world.run.folder, 'documents');
  const typist = createTypist({ source: root, folder }, [quickstart, validation, rollback, ...charts]);
  /** Where all of it is typed, at the addresses that the documents name. */
  let here: Namespace;
  /** Where the other ways are tried, which the documents call by hand. */
  let byHand: Namespace;
  let before: string[];
  const docker = (...words: string[]) => runCommand([world.docker, ...words]);
  const type = (page: string, section: string, which?: { mark?: string; only?: number }) =>
    typist.type(here, page, section, which);

  beforeAll(async () => {
    await copyRepository(folder);
    linkPackages(folder);
    here = await world.namespace('documents');
    byHand = await world.namespace('by-hand');
    for (const port of [30_000, 30_001]) {
      const holder = await holderOf(here.kubectl, port);
      if (holder)
        throw new Error(`The documents are typed with NodePort ${port}, which ${holder} has: uninstall that first.`);
    }
    before = await Promise.all(
      images.map(async (image) => (await docker('image', 'ls', '--quiet', image)).text.trim()),
    );
  });
  // The documents build the images by the names that a user's copy has, too.
  afterAll(async () => {
    for (const [index, image] of images.entries()) {
      const id = before?.[index] ?? '';
      await (id === '' ? docker('image', 'rm', '--force', image) : docker('image', 'tag', id, image));
    }
  });

  // What was typed once is not typed again: another upgrade would be another revision to go back to.
  describe('VALIDATION, before', { retry: 0 }, () => {
    test('what is to be seen before the installation', async () => {
      const said = await type(validation, 'Before it is installed');
      expect(said).toContain('3 chart(s) linted, 0 chart(s) failed');
      expect(said).toContain('STATUS: pending-install');
    });

    test('wrong values are refused with their path', async () => {
      const said = await typist.tryEach(here, validation, 'Before it is installed', 'fails');
      const paths = [
        /\/replicaCount'?: got string/,
        /'replicas' not allowed/,
        /\/env\/DATABASE_URL/,
        /\/service\/nodePort/,
      ];
      expect(said).toHaveLength(paths.length);
      for (const [index, { line, code, text }] of said.entries()) {
        expect(code, line).not.toBe(0);
        expect(text, line).toMatch(paths[index] ?? /never/);
      }
    });
  });

  describe('QUICKSTART', { retry: 0 }, () => {
    test('the images are built', async () => {
      await type(quickstart, '2. The images');
    });

    test('PostgreSQL and Redis are installed, and the notes say how to make the secret for the backend', async () => {
      const notes = await type(quickstart, '3. PostgreSQL and Redis');
      expect(notes).toContain('--from-literal=database-url="postgresql://app:$(');
    });

    test('the secrets are made, and no value of them is shown', async () => {
      const said = await type(quickstart, '4. The secrets');
      for (const key of ['database-url', 'auth-secret', 'demo-password']) {
        expect(said).not.toContain(await here.secret('backend-secrets', key));
      }
      expect(await here.secret('frontend-secrets', 'auth-secret')).toBe(
        await here.secret('backend-secrets', 'auth-secret'),
      );
    });

    test('the app is installed, its addresses answer, and the demo user signs in with the password', async () => {
      const password = (await type(quickstart, '5. The app')).trim().split('\n').at(-1) ?? '';
      expect(password).toBe(await here.secret('backend-secrets', 'demo-password'));
      for (const path of [':30000/', ':30000/votes', ':30001/docs', ':30001/api/health']) {
        await here.answers(`http://localhost${path}`);
      }
      const answer = await fetch('http://localhost:30000/api/auth/sign-in/email', {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin: 'http://localhost:30000' },
        body: JSON.stringify({ email: 'demo@evenkeel.example', password }),
      });
      expect(answer.status).toBe(200);
    });

    test('where the addresses do not answer, two port forwards have them', async () => {
      const section = 'Where these addresses do not answer';
      for (const line of typist.linesFor(quickstart, section, 'background')) {
        // The configuration's place in the command line tells whose process it is.
        const words = ['sh', '-c', `exec ${line} # ${world.run.name}`];
        const forward = await here.background(words, /^Forwarding from 127\.0\.0\.1:3000[01]/);
        await forward.stop();
      }
    });

    test('the secrets are made by hand as well, by the page and by the notes of the data chart', async () => {
      const notes = await typist.type(byHand, 'helm/data/README.md', 'The chart data');
      const [command = ''] = /kubectl --namespace \S+ create secret .+\\\n(?:.+\\\n)*.+/.exec(notes) ?? [];
      await byHand.demand(['sh', '-ec', command]);
      const url = await byHand.secret('backend-secrets', 'database-url');
      expect(url).toBe(
        `postgresql://app:${await byHand.secret('data-secrets', 'postgres-password')}@postgres:5432/app`,
      );
      await byHand.kubectl('delete', 'secret', 'backend-secrets');
      await typist.type(byHand, quickstart, '4. The secrets', { mark: 'manual' });
      expect(await byHand.secret('backend-secrets', 'database-url')).toBe(url);
      expect(await byHand.secret('frontend-secrets', 'auth-secret')).toHaveLength(64);
    });
  });

  describe('VALIDATION, after', { retry: 0 }, () => {
    test('what is to be seen after the installation', async () => {
      const said = await type(validation, 'After it');
      expect(said.match(/Phase:\s+Succeeded/g)).toHaveLength(4);
      expect(said).toContain('200 {"status":"ok"');
      expect(said).not.toMatch(/Warning:.*PodSecurity/);
    });
  });

  describe('ROLLBACK', { retry: 0 }, () => {
    const serve = async () => {
      for (const port of [30_000, 30_001]) {
        expect((await fetch(`http://localhost:${port}/api/health`)).status).toBe(200);
      }
    };

    test('a bad setting stands still, and the log names it', async () => {
      await type(rollback, 'A bad setting', { only: 0 });
      const words = ['logs', '--selector=app=backend', '--tail=3'];
      const says = async () => (await here.attempt([world.kubectl, ...words])).text.includes('BAD_VAR');
      await until('the new pod says why', says, NOTICED_WITHIN_MS);
      expect(await type(rollback, 'A bad setting', { only: 1 })).toContain('BAD_VAR is no variable of this program');
      await serve();
    });

    test('a bad tag too', async () => {
      await type(rollback, 'A bad tag');
      const pods = () => here.kubectl('get', 'pods', '--selector=app=frontend');
      await until(
        'the new pod has no image',
        async () => /ErrImagePull|ImagePullBackOff/.test(await pods()),
        NOTICED_WITHIN_MS,
      );
      await serve();
    });

    test('and back', async () => {
      expect(await type(rollback, 'Back')).toContain('successfully rolled out');
      const pods = () => here.kubectl('get', 'pods', '--no-headers');
      await until(
        'the bad pods are gone',
        async () => !/CrashLoop|Error|ImagePull/.test(await pods()),
        NOTICED_WITHIN_MS,
      );
      await here.kubectl('wait', 'job', '--selector=app=backend-migrate', '--for=condition=complete', '--timeout=60s');
      expect(await type(rollback, 'The database')).toContain('migrations');
      await serve();
    });
  });

  describe('and in the end', { retry: 0 }, () => {
    test('VALIDATION: what the pods use', async () => {
      await until(
        'the metrics server knows all pods',
        async () => (await here.attempt([world.kubectl, 'top', 'pods'])).text.split('\n').length >= 7,
        2 * NOTICED_WITHIN_MS,
      );
      expect(await type(validation, 'After it', { mark: 'manual' })).toMatch(/^backend-worker-\S+ +\d+m +\d+Mi/m);
    });

    test('at another address both charts are told of it, and browsers reach the API through the frontend', async () => {
      await type(quickstart, 'Where these addresses do not answer', { mark: 'manual' });
      await here.ready('backend', 'frontend');
      await here.answers('http://localhost:30000/api/results');
    });

    test('all goes away, the data and the secrets last', async () => {
      await type(quickstart, 'And away with it');
      const left = await here.kubectl(
        'get',
        'all,pvc,configmaps,secrets,networkpolicies,serviceaccounts',
        '--output=name',
      );
      await until(
        'the pods have ended',
        async () => (await here.kubectl('get', 'pods', '--output=name')) === '',
        NOTICED_WITHIN_MS,
      );
      expect(
        left.split('\n').filter((line) => line !== '' && !/^pod\/|kube-root-ca|serviceaccount\/default/.test(line)),
      ).toEqual([]);
    });

    test('the charts are installed just so, where the secrets are', async () => {
      await typist.type(byHand, 'helm/backend/README.md', 'The chart backend');
      await typist.type(byHand, 'helm/frontend/README.md', 'The chart frontend');
      await byHand.ready('backend', 'frontend');
      await byHand.answers('http://localhost:30000/');
      await byHand.answers('http://localhost:30001/api/health');
    });

    test('no command of these pages was left out', () => {
      // Those of Tilt have a test of their own.
      const others = typist.left().filter(({ mark, text }) => mark !== 'machine' && !/^tilt/m.test(text));
      expect(others.map(({ page, section }) => `${page}, ${section}`)).toEqual([]);
    });
  });
});
