import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createProject, type Project } from '../compose/project.ts';
import { need } from '../harness/command.ts';
import { root } from '../harness/copy.ts';
import type { Namespace } from './namespace.ts';
import { describeWithCluster } from './world.ts';

interface Report {
  comparisons: { notes: string[]; pairs: { service: string; workload: string }[] }[];
  findings: { rule: string; service: string; key: string; severity: string; message: string }[];
  unknown: { message: string }[];
  summary: { error: number; warning: number };
}

describeWithCluster('evenkeel parity --running compose,cluster', (world) => {
  let cluster: Namespace;
  let compose: Project;
  const PATH = `${join(root, 'node_modules', '.bin')}:${process.env['PATH']}`;

  /** Both of the same images, as a user has them side by side. */
  beforeAll(async () => {
    cluster = await world.namespace('running');
    await world.images();
    compose = await createProject({ ...world, name: 'running', env: { APP_TARGET: 'run' } });
    await Promise.all([compose.up('--no-build'), cluster.installAll({ frontend: { replicaCount: 1 } })]);
    await cluster.kubectl('wait', '--for=condition=complete', 'job', '--all', '--timeout=60s');
  });
  afterAll(() => compose?.down('--volumes'));

  const parity = (...words: string[]) =>
    cluster.attempt(['evenkeel', 'parity', '--running', 'compose,cluster', ...words], {
      env: { PATH, COMPOSE_PROJECT_NAME: compose.name },
    });
  async function report() {
    const { code, text } = await parity('--json');
    const { comparisons, findings, unknown, summary } = JSON.parse(text) as Report;
    const told = findings.filter(({ severity }) => severity !== 'info');
    return { code, text, comparisons, unknown, summary, told: told.map(({ rule, key }) => `${rule} ${key}`) };
  }

  test('two copies of the same images differ in nothing that is not explained, and the proof is shown', async () => {
    const { code, text, told, unknown, comparisons } = await report();
    expect({ told, unknown, code }).toEqual({ told: [], unknown: [], code: 0 });
    expect(comparisons[0]?.pairs.map(({ service, workload }) => `${service} ${workload}`)).toEqual([
      'backend Deployment/backend/backend',
      'frontend Deployment/frontend/frontend',
      'postgres StatefulSet/postgres/postgres',
      'redis StatefulSet/redis/redis',
      'worker Deployment/backend-worker/worker',
      'migrate Job/backend-migrate-1/migrate',
    ]);
    const notes = comparisons[0]?.notes.join('\n') ?? '';
    expect(notes).toMatch(/^images: 6 of 6 alike, digest \w{12}$/m);
    expect(notes).toMatch(/^users and rights: 30 of 30 alike$/m);
    expect(notes).toMatch(/^schema: \d{3} things alike, [1-9]\d* of them migrations, fingerprint \w{12}$/m);
    expect(notes).toMatch(/^seed: 21 rows alike in 6 tables, digest \w{12}$/m);
    expect(notes).toMatch(/^OpenAPI document: \d+ paths alike, digest \w{12}$/m);
    expect(notes).toMatch(/^headers: \d+ alike in 12 answers, digest \w{12}$/m);
    for (const [name, key] of [
      ['data-secrets', 'postgres-password'],
      ['backend-secrets', 'auth-secret'],
      ['backend-secrets', 'demo-password'],
    ] as const) {
      expect(text).not.toContain(await cluster.secret(name, key));
    }
    for (const name of ['POSTGRES_PASSWORD', 'BETTER_AUTH_SECRET']) {
      expect(text).not.toContain(await compose.secret(name));
    }
  });

  test('a variable, a column and a row that one of them has otherwise are each named', async () => {
    await cluster.kubectl('set', 'env', 'deployment/backend', 'LOG_LEVEL=debug');
    await cluster.sql('ALTER TABLE tasks ADD COLUMN note text');
    await compose.sql("UPDATE tasks SET title = 'Buy beer' WHERE title = 'Buy milk'");
    await cluster.ready('backend');
    const { code, told } = await report();
    expect(told).toEqual([
      'variable-agrees env.LOG_LEVEL',
      'schema-agrees column:tasks.note',
      'seed-agrees row:tasks/01900000-0000-7000-8000-000000000001',
    ]);
    expect(code).toBe(1);
    const { text } = await parity();
    expect(text).toContain('LOG_LEVEL is "info" in Compose and "debug" in the cluster.');
    expect(text.replaceAll(/\s+/g, ' ')).toContain('title is "Buy beer" in Compose and "Buy milk" in the cluster');
  });

  test('an image that only has the name of the other is named by its digest', async () => {
    const { backend } = await world.images();
    const other = `${backend.repository}:other`;
    // Another label makes another image, though all of its files are the same.
    const input = `FROM ${backend.repository}:${backend.tag}\nLABEL other=1\n`;
    await need([world.docker, 'build', '--quiet', '--tag', other, '-'], { input });
    await cluster.kubectl('set', 'image', 'deployment/backend-worker', `worker=${other}`);
    await cluster.ready('backend');
    const { told } = await report();
    expect(told).toContain('image-ids-agree image.id');
  });

  test('a copy that does not run is told with the command that starts it', async () => {
    await compose.down();
    const { code, text } = await parity();
    expect(code).toBe(3);
    expect(text).toContain('Docker Compose does not run the app.');
    expect(text).toContain('docker compose up -d');
  });
});
