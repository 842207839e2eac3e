import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { hangs, says } from '../../../test/fake-docker.ts';
import { complains, contextIs, declareCluster, putKubectl, secretsAre } from '../../../test/fake-kubectl.ts';
import type { NativeApp } from '../../../test/native-app.ts';
import { createNativeApp } from '../../../test/native-app.ts';

let app: NativeApp;
beforeEach(async () => {
  app = await createNativeApp();
  declareCluster(app, 1);
});
afterEach(() => app.remove());

const there = { '*get namespace shop*': says('namespace/shop') };
const keeps = (name: string) => `/bin/cat >> '${join(app.folder, name)}'; echo >> '${join(app.folder, name)}'`;

/** What kubectl was given on stdin, one object a line, decoded. */
function given(name: string): { name: string; data: Record<string, string>; version: string | undefined }[] {
  const file = join(app.folder, name);
  const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean) : [];
  return lines.map((line) => {
    const { metadata, data } = JSON.parse(line) as {
      metadata: { name: string; resourceVersion?: string };
      data: Record<string, string>;
    };
    const values = Object.entries(data).map(([key, value]) => [key, Buffer.from(value, 'base64').toString()]);
    return { name: metadata.name, data: Object.fromEntries(values), version: metadata.resourceVersion };
  });
}

async function secrets(args: string[], environment: Record<string, string>) {
  const running = app.evenkeel(['secrets', '--kubernetes', ...args], environment);
  const { code } = await running.ended;
  return { code, out: running.out(), err: running.err() };
}

test('values go through stdin, and are neither an argument nor said', async () => {
  const { PATH, asked } = putKubectl(app, {
    ...there,
    '*get secret *': 'exit 0',
    '*create --filename*': keeps('created'),
  });
  const { code, out, err } = await secrets([], { PATH });
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out).toBe(`cluster minikube, namespace shop
  ✓ data-secrets  postgres-password  made at random
  ✓ app-secrets   url                made with POSTGRES_PASSWORD
  ✓ app-secrets   demo               made at random
  ✓ app-secrets   key                made at random
`);
  const [data, own] = given('created');
  expect(own?.data['url']).toBe(`postgresql://app:${data?.data['postgres-password']}@postgres/app`);
  const values = [...Object.values(data?.data ?? {}), ...Object.values(own?.data ?? {})];
  expect(values.map(({ length }) => length)).toEqual([32, 62, 14, 40]);
  for (const value of values) expect(asked() + out).not.toContain(value);
});

test('only what is missing is written, with the version that was read', async () => {
  const { PATH, asked } = putKubectl(app, { ...there, '*replace --filename*': keeps('replaced') });
  const { code, out } = await secrets(['--json'], { PATH });
  expect(code).toBe(0);
  expect(given('replaced')).toEqual([
    {
      name: 'app-secrets',
      version: '1',
      data: {
        demo: 'demo-password-of-the-cluster',
        key: expect.stringMatching(/^\w{40}$/),
        url: 'postgresql://app:database-password-of-the-cluster@postgres/app',
      },
    },
  ]);
  expect(JSON.parse(out)).toMatchObject({
    context: 'minikube',
    namespace: 'shop',
    secrets: [
      { secret: 'data-secrets', key: 'postgres-password', state: 'kept' },
      { secret: 'app-secrets', key: 'url', state: 'derived' },
      { secret: 'app-secrets', key: 'demo', state: 'kept' },
      { secret: 'app-secrets', key: 'key', state: 'made' },
    ],
    exitCode: 0,
  });
  expect(asked()).not.toContain('create');
});

test('passwords of .env are of this machine, and get nowhere; a variable gets in', async () => {
  app.editConfig('key: ', "model: '${MODEL_KEY}', key: ");
  writeFileSync(
    join(app.folder, '.env'),
    'POSTGRES_PASSWORD=of-compose\nDEMO_PASSWORD=of-compose\nMODEL_KEY=of-.env\n',
  );
  const { PATH } = putKubectl(app, { ...there, '*get secret *': 'exit 0', '*create --filename*': keeps('created') });
  const { out } = await secrets([], { PATH, API_KEY: 'of-the-environment' });
  expect(out).toMatch(/app-secrets +model +taken from \.env/);
  expect(readFileSync(join(app.folder, 'created'), 'utf8')).not.toContain(Buffer.from('of-compose').toString('base64'));
  const [, own] = given('created');
  expect(own?.data).toMatchObject({ model: 'of-.env', key: expect.stringMatching(/^\w{40}$/) });
});

test.each([
  ['create', 'Error from server (AlreadyExists): error when creating "STDIN": secrets "data-secrets" already exists'],
  [
    'replace',
    'Error from server (Conflict): error when replacing "STDIN": Operation cannot be fulfilled on secrets "data-secrets": the object has been modified; please apply your changes to the latest version and try again',
  ],
])('who is overtaken at a %s looks again, and fits in', async (verb, complaint) => {
  const flag = join(app.folder, 'overtaken');
  const empty = verb === 'create' ? 'exit 0' : secretsAre({ 'data-secrets': {}, 'app-secrets': {} });
  const full = secretsAre({ 'data-secrets': { 'postgres-password': 'of-the-other' } });
  const { PATH } = putKubectl(app, {
    ...there,
    '*get secret *': `if [ -f '${flag}' ]; then ${full}; else ${empty}; fi`,
    '*create --filename*': keeps('written'),
    [`*${verb} --filename*`]: `if [ -f '${flag}' ]; then ${keeps('written')}; else : > '${flag}'; ${complains(complaint)}; fi`,
  });
  const { code, out, err } = await secrets([], { PATH });
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out).toMatch(/data-secrets +postgres-password +there already/);
  expect(given('written')).toMatchObject([
    { name: 'app-secrets', data: { url: 'postgresql://app:of-the-other@postgres/app' } },
  ]);
});

test('a cluster that is not local is neither asked nor written to before it is named', async () => {
  const { PATH, asked } = putKubectl(app, { '*config view*': contextIs('production', 'shop'), '*': 'exit 0' });
  const { code, err } = await secrets([], { PATH });
  expect(code).toBe(2);
  expect(err).toContain(
    'kubectl points to production, which is no local cluster, so nothing was asked or written there.',
  );
  expect(err).toContain('--context production --namespace shop');
  expect(asked()).toBe('config view --minify --output json\n');
  const named = await secrets(['--context', 'production', '--check', '--namespace', 'eu'], { PATH });
  expect(named).toMatchObject({
    code: 1,
    out: expect.stringContaining('cluster production (not local), namespace eu'),
  });
  expect(asked()).toContain('--context production --namespace eu get secret data-secrets app-secrets');
});

test.each<[string[], number, string]>([
  [['--rotate', 'DEMO_PASWORD'], 2, 'Did you mean DEMO_PASSWORD?'],
  [['--rotate', '--check'], 2, '--check and --rotate exclude each other.'],
])('evenkeel secrets --kubernetes %j is wrong use', async (args, code, text) => {
  const { PATH, asked } = putKubectl(app, there);
  expect(await secrets(args, { PATH })).toMatchObject({ code, out: '', err: expect.stringContaining(text) });
  expect(asked()).toBe('');
});

test('a variable that nobody gives is not rotated', async () => {
  app.editConfig('key: ', "model: '${MODEL_KEY}', key: ");
  const { PATH, asked } = putKubectl(app, there);
  const { code, err } = await secrets(['--rotate', 'MODEL_KEY'], { PATH });
  expect({ code, err }).toMatchObject({
    code: 3,
    err: expect.stringContaining(
      '✗ MODEL_KEY is neither in the environment nor in .env, so model of app-secrets keeps',
    ),
  });
  expect(asked()).toBe('');
});

test('the database is told first, by a verifier on stdin, and what has read the old value is named', async () => {
  const pod = { containers: [{ env: [{ valueFrom: { secretKeyRef: { name: 'app-secrets', key: 'url' } } }] }] };
  const backend = { kind: 'Deployment', metadata: { name: 'backend' }, spec: { template: { spec: pod } } };
  const { PATH, asked } = putKubectl(app, {
    ...there,
    '*exec --stdin*': keeps('statement'),
    '*replace --filename*': keeps('replaced'),
    '*get deployments*': says(JSON.stringify({ items: [backend] })),
  });
  const { code, out } = await secrets(['--rotate', 'POSTGRES_PASSWORD'], { PATH });
  expect(code).toBe(0);
  expect(out).toContain('kubectl --context minikube --namespace shop rollout restart deployment/backend');
  const statement = readFileSync(join(app.folder, 'statement'), 'utf8');
  expect(statement).toMatch(/^ALTER USER "app" PASSWORD 'SCRAM-SHA-256\$4096:[^']+';\n/);
  const fresh = given('replaced')[0]?.data['postgres-password'] ?? '';
  expect(fresh).toMatch(/^\w{32}$/);
  for (const text of [statement, asked(), out]) expect(text).not.toContain(fresh);
});

test.each([
  ['refuses', complains('ERROR:  cannot execute ALTER ROLE in a read-only transaction'), 'cannot execute ALTER ROLE'],
  ['does not answer', hangs, 'did not take a new password, so nothing was changed'],
])('a database that %s leaves everything as it was', async (_what, script, message) => {
  const { PATH, asked } = putKubectl(app, { ...there, '*exec --stdin*': script });
  const { code, err } = await secrets(['--rotate'], { PATH });
  expect({ code, err }).toMatchObject({ code: 3, err: expect.stringContaining(message) });
  expect(asked()).not.toMatch(/replace|create/);
  await expect.poll(() => app.processes(), { timeout: 5000 }).toEqual([]);
});

test('what does not fit together is found', async () => {
  const { PATH } = putKubectl(app, {
    ...there,
    '*get secret *': secretsAre({
      'data-secrets': { 'postgres-password': 'one' },
      'app-secrets': { url: 'postgresql://app:other@postgres/app', demo: 'x', key: 'x' },
    }),
  });
  const { code, out } = await secrets(['--check'], { PATH });
  expect(code).toBe(1);
  expect(out).toContain(
    '✗ url of app-secrets has another POSTGRES_PASSWORD than postgres-password of data-secrets. One of the two does not fit.',
  );
});
