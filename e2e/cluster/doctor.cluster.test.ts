import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { until } from '../../backend/test/until.ts';
import { copyRepository, root } from '../harness/copy.ts';
import { cloneOf } from '../harness/run.ts';
import type { Namespace } from './namespace.ts';
import { describeWithCluster } from './world.ts';

const programs = join(root, 'node_modules', '.bin');

interface Check {
  name: string;
  outcome: string;
  found: string;
  fix?: string;
}

describeWithCluster('evenkeel doctor --cluster', (world) => {
  let copy: Namespace;

  beforeAll(async () => {
    copy = await world.namespace('doctor');
  });

  const env = { PATH: `${programs}:${process.env['PATH']}` };
  async function doctor(cwd = cloneOf(world.run)) {
    const { code, text } = await copy.attempt(['evenkeel', 'doctor', '--cluster', '--json'], { env, cwd });
    const { checks } = JSON.parse(text) as { checks: Check[] };
    return { code, check: (name: string) => checks.find((each) => each.name === name) };
  }
  const reasonOf = (name: string) =>
    copy.kubectl(
      'get',
      'events',
      `--field-selector=involvedObject.name=${name}`,
      '--output=jsonpath={.items[*].message}',
    );

  test('says that nothing is installed, and which Secrets there have to be', async () => {
    const { code, check } = await doctor();
    expect(code).toBe(1);
    expect(check('cluster-is-local')).toMatchObject({ outcome: 'pass', found: expect.stringContaining(copy.name) });
    expect(check('secrets-are-there')).toMatchObject({
      outcome: 'fail',
      found: expect.stringContaining(
        'there is no data-secrets; there is no backend-secrets; there is no frontend-secrets',
      ),
    });
    expect(check('pods-are-ready')?.found).toBe(`nothing is installed in ${copy.name}`);
  });

  test('a missing Secret is named by the event of the pod, and here with the command that makes it', async () => {
    await copy.install('data');
    await copy.install('backend');
    const pod = (await copy.pods('backend'))[0]?.name ?? '';
    const missing = /secret "backend-secrets" not found/;
    await until('the pod says what it waits for', async () => missing.test(await reasonOf(pod)), 60_000);
    const { code, check } = await doctor();
    expect(code).toBe(1);
    const command = expect.stringMatching(
      new RegExp(`npx evenkeel secrets --kubernetes --context .* --namespace ${copy.name}`),
    );
    expect(check('secrets-are-there')).toEqual({
      name: 'secrets-are-there',
      outcome: 'fail',
      found: `in the namespace ${copy.name} there is no backend-secrets; there is no frontend-secrets`,
      fix: command,
    });
    const pods = check('pods-are-ready');
    expect(pods).toMatchObject({ outcome: 'fail', fix: command });
    expect(pods?.found.split('\n')).toContain(`${pod}: CreateContainerConfigError: secret "backend-secrets" not found`);
  });

  test('a missing key is named, too', async () => {
    await copy.kubectl('create', 'secret', 'generic', 'backend-secrets', '--from-literal=auth-secret=x');
    try {
      const find = /couldn't find key database-url in Secret/;
      let told: Awaited<ReturnType<typeof doctor>> | undefined;
      // A pod looks again every few seconds.
      await until(
        'the pods say what they wait for',
        async () => {
          told = await doctor();
          return find.test(told.check('pods-are-ready')?.found ?? '');
        },
        60_000,
      );
      expect(told?.check('secrets-are-there')?.found).toContain('backend-secrets lacks database-url, auth-url');
    } finally {
      await copy.kubectl('delete', 'secret', 'backend-secrets');
    }
  });

  test('when they are made all pods become ready, and nothing is wrong any more', async () => {
    await copy.demand(['evenkeel', 'secrets', '--kubernetes'], { env });
    await copy.ready('data', 'backend');
    await copy.kubectl('wait', '--for=condition=complete', 'job', '--all', '--timeout=60s');
    const { check } = await doctor();
    expect(check('secrets-are-there')).toMatchObject({ outcome: 'pass' });
    expect(check('pods-are-ready')).toMatchObject({ outcome: 'pass', found: '4 of 4' });
    expect(check('node-ports-are-ours')?.found).toContain(`${copy.ports.backend} (backend)`);
  });

  test('an image that was never built is named with the command that builds it', async () => {
    await copy.install('backend', { image: { repository: 'todo-backend', tag: 'nowhere' } });
    const { check } = await doctor();
    const images = check('images-are-in-the-cluster');
    expect(images).toMatchObject({ fix: expect.stringContaining('docker build --tag todo-backend:nowhere') });
    expect(images?.outcome).not.toBe('pass');
  });

  test('a NodePort that another namespace has is told with its holder', async () => {
    const folder = await copyRepository(join(world.run.folder, 'doctor-clone'));
    const values = join(folder, 'helm', 'frontend', 'values.yaml');
    const port = copy.ports.frontend;
    writeFileSync(values, readFileSync(values, 'utf8').replace('nodePort: 30000', `nodePort: ${port}`));
    const other = await world.namespace('doctor-other');
    await other.kubectl('create', 'service', 'nodeport', 'web', '--tcp=3000', `--node-port=${port}`);
    const { check } = await doctor(folder);
    expect(check('node-ports-are-ours')).toMatchObject({
      outcome: 'fail',
      found: `${port}, for frontend, is the NodePort of ${other.name}/web`,
      fix: expect.stringContaining('--set service.nodePort='),
    });
  });
});
