import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { compare } from './compare.ts';

/** Small pairs of files: what a careful reader would call a difference is found, and nothing else. */

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'evenkeel alike '));
});
afterAll(() => rmSync(folder, { recursive: true }));

async function compared(compose: string, cluster: string, environment: Record<string, string> = {}) {
  const files = [join(folder, 'compose.yaml'), join(folder, 'manifests.yaml')] as const;
  writeFileSync(files[0], `services:\n${compose.replaceAll(/^/gm, '  ')}\n`);
  writeFileSync(files[1], cluster);
  return compare({
    compose: { files: [files[0]], envFiles: [], profiles: [] },
    charts: [],
    manifests: [files[1]],
    map: new Map(),
    environment,
  });
}

async function told(...given: Parameters<typeof compared>) {
  const { findings } = await compared(...given);
  return findings
    .filter(({ severity }) => severity !== 'info')
    .map(({ severity, service, key }) => `${severity} ${service} ${key}`);
}

interface Pod {
  kind?: string;
  containers?: string;
  init?: string;
  volumes?: string;
}

function workload(
  name: string,
  container: string,
  { kind = 'Deployment', init = '', volumes = '', containers = '' }: Pod = {},
) {
  return `apiVersion: apps/v1
kind: ${kind}
metadata: { name: ${name} }
spec:
  template:
    metadata: { labels: { app: ${name} } }
    spec:
      initContainers: [${init}]
      volumes: [${volumes}]
      containers: [{ name: ${name}, ${container} }${containers}]
---
`;
}

const service = (name: string, app: string, port: number) => `apiVersion: v1
kind: Service
metadata: { name: ${name} }
spec: { selector: { app: ${app} }, ports: [{ port: ${port} }] }
---
`;

test('an address that the other side takes apart is no missing variable, and neither are its parts', async () => {
  const found = await told(
    `api: { image: 'api:1', environment: { DATABASE_URL: 'postgresql://app:secret@db:5432/shop', MODE: fast } }
db: { image: 'postgres:17' }`,
    `${workload(
      'api',
      `image: 'api:1', env: [
        { name: DATABASE_HOST, value: shop-postgresql }, { name: DATABASE_PORT, value: "5432" },
        { name: DATABASE_USER, value: app }, { name: DATABASE_NAME, value: shop },
        { name: DATABASE_PASSWORD, valueFrom: { secretKeyRef: { name: shop, key: password } } }]`,
    )}${workload('shop-postgresql', "image: 'postgres:17'")}${service('shop-postgresql', 'shop-postgresql', 5432)}`,
  );
  expect(found).toContain('warning api env.MODE');
  expect(found.filter((line) => line.includes('DATABASE'))).toEqual([]);
});

test('two addresses that differ in their passwords alone are one', async () => {
  const found = await told(
    `api: { image: 'api:1', environment: { CACHE: 'redis://:one@cache:6379/0' } }\ncache: { image: 'redis:8' }`,
    `${workload('api', `image: 'api:1', env: [{ name: CACHE, value: 'redis://:other@cache:6379/0' }]`)}${workload('cache', "image: 'redis:8'")}${service('cache', 'cache', 6379)}`,
  );
  expect(found.filter((line) => line === 'warning api env.CACHE')).toEqual([]);
});

test('what is put into a manifest before it is applied is not compared', async () => {
  const found = await told(
    `api: { image: 'shop/api:1', environment: { STAGE: test } }`,
    workload('api', "image: '${REGISTRY}/api:${TAG}', env: [{ name: STAGE, value: '${STAGE}' }]"),
  );
  expect(found).toEqual([]);
});

test('a variable that the compose file leaves to who starts it has no value that could differ', async () => {
  const cluster = workload('api', `image: 'shop/api:1', env: [{ name: SITE, value: "https://shop.example" }]`);
  expect(await told(`api: { image: 'shop/api:\${TAG}', environment: ['SITE=\${SITE_URL}'] }`, cluster)).toEqual([]);
  const given = { SITE_URL: 'https://other.example', TAG: '1' };
  const compose = `api: { image: 'shop/api:\${TAG}', environment: ['SITE=\${SITE_URL}'] }`;
  expect(await told(compose, cluster, given)).toEqual(['warning api env.SITE']);
});

test('waiting for another service before the program begins is no other command', async () => {
  const cluster = workload('api', `image: 'api:1', args: [node, server.js]`);
  const waiting = `api: { image: 'api:1', command: ./wait-for-it.sh db:5432 -t 30 -- node server.js }`;
  expect(await told(waiting, cluster)).toEqual([]);
  expect(
    await told(`api: { image: 'api:1', command: sh -c "wait-for-it db:5432 -- node server.js" }`, cluster),
  ).toEqual([]);
  expect(await told(waiting.replace('server.js', 'worker.js'), cluster)).toEqual(['warning api command']);
});

test('$(NAME) in a command is the variable of the container', async () => {
  const cluster = workload('api', `image: 'api:1', args: [serve, --port, $(PORT)], env: [{ name: PORT, value: "80" }]`);
  expect(await told(`api: { image: 'api:1', command: serve --port 80, environment: { PORT: 80 } }`, cluster)).toEqual(
    [],
  );
  const other = `api: { image: 'api:1', command: serve --port 81, environment: { PORT: 80 } }`;
  expect(await told(other, cluster)).toEqual(['warning api command']);
});

test('a service that only migrates is the init container that does so', async () => {
  const compose = `api: { image: 'shop/api:1', depends_on: { migrate: { condition: service_completed_successfully } } }
migrate: { image: 'shop/api:1', command: npm run migrate }`;
  const init = "{ name: migrate, image: 'shop/api:1', args: [npm, run, migrate] }";
  expect(await told(compose, workload('api', "image: 'shop/api:1'", { init }))).toEqual([]);
  expect(await told(compose, workload('api', "image: 'shop/api:1'"))).toContain('error migrate service');
});

test('an init container that has no service is part of a start, and a sidecar is not', async () => {
  const compose = `api: { image: 'api:1' }`;
  const wait = "{ name: wait, image: 'busybox:1', command: [sh, -c, 'nc -z db 5432'] }";
  expect(await told(compose, workload('api', "image: 'api:1'", { init: wait }))).toEqual([]);
  const beside = { containers: ", { name: proxy, image: 'proxy:1' }" };
  expect(await told(compose, workload('api', "image: 'api:1'", beside))).toEqual(['warning api container:proxy']);
});

test('a database is known by what it runs, whatever it is called and whoever publishes it', async () => {
  const compose = `db:
  image: postgres:17
  volumes: [data:/var/lib/postgresql/data]
  environment: { POSTGRES_DB: shop }
api: { image: 'api:1', environment: { DB_HOST: db } }`;
  const volumes = '{ name: data, persistentVolumeClaim: { claimName: data } }';
  const found = await told(
    compose,
    `${workload('api', "image: 'api:1', env: [{ name: DB_HOST, value: shop-postgresql }]")}${workload(
      'shop-postgresql',
      `image: 'docker.io/bitnami/postgresql:17', env: [{ name: POSTGRESQL_DATABASE, value: shop }],
        volumeMounts: [{ name: data, mountPath: /bitnami/postgresql }]`,
      { kind: 'StatefulSet', volumes },
    )}${service('shop-postgresql', 'shop-postgresql', 5432)}`,
  );
  expect(found).toEqual(['warning db image']);
});

test('a config map for all services brings each of them what is meant for the others', async () => {
  const env = 'envFrom: [{ configMapRef: { name: all } }]';
  const found = await told(
    `api: { image: 'api:1', environment: { LEVEL: info, PAGES: 5 } }\nworker: { image: 'worker:1', environment: { LEVEL: info } }`,
    `${workload('api', `image: 'api:1', ${env}`)}${workload('worker', `image: 'worker:1', ${env}`)}apiVersion: v1
kind: ConfigMap
metadata: { name: all }
data: { LEVEL: info, PAGES: "5", EXTRA: x }
`,
  );
  expect(found).toEqual(['warning api env.EXTRA', 'warning worker env.EXTRA']);
});

test('a file that Compose binds is in the config map that the cluster mounts at its folder', async () => {
  const cluster = (path: string) =>
    workload('web', `image: 'nginx:1', volumeMounts: [{ name: conf, mountPath: ${path} }]`, {
      volumes: '{ name: conf, configMap: { name: conf } }',
    });
  const compose = `web: { image: 'nginx:1', volumes: ['./site.conf:/etc/nginx/conf.d/default.conf:ro'] }`;
  expect(await told(compose, cluster('/etc/nginx/conf.d'))).toEqual([]);
  expect(await told(compose, cluster('/etc/other'))).toHaveLength(2);
});

test('data that variables lead to another path is kept all the same', async () => {
  const cluster = (value: string) =>
    workload(
      'api',
      `image: 'api:1', env: [{ name: DATA, value: ${value} }], volumeMounts: [{ name: data, mountPath: /data }]`,
      { volumes: '{ name: data, persistentVolumeClaim: { claimName: data } }' },
    );
  const compose = `api: { image: 'api:1', environment: { DATA: /app/data }, volumes: ['./data:/app/data'] }`;
  expect(await told(compose, cluster('/data/files'))).toContain('warning api volume:/data');
  expect(await told(compose, cluster('/elsewhere'))).toContain('error api volume:/data');
});

test("a Job has no address, though a Service's selector fits its labels", async () => {
  const job = workload('hub-migration', "image: 'shop/hub:1', args: [migrate]", { kind: 'Job' }).replace(
    'app: hub-migration',
    'app: shop-hub',
  );
  const found = await told(
    `hub-migrate: { image: 'shop/hub:1', command: migrate, restart: 'no' }
hub: { image: 'shop/hub:1' }
web: { image: 'web:1', environment: { HUB: 'http://hub:8080' } }`,
    `${job}${workload('shop-hub', "image: 'shop/hub:1'")}${workload('web', `image: 'web:1', env: [{ name: HUB, value: 'http://shop-hub:8080' }]`)}${service('shop-hub', 'shop-hub', 8080)}`,
  );
  expect(found).toEqual([]);
});

test('a name that is written in one word or in two is one name', async () => {
  expect(await told(`orderservice: { image: 'a/orders:1' }`, workload('order-service', "image: 'a/orders:1'"))).toEqual(
    [],
  );
});

test('more replicas, another user, and capabilities that one side alone drops are differences', async () => {
  const cluster = workload(
    'api',
    "image: 'api:1', securityContext: { runAsUser: 1000, capabilities: { drop: [ALL] } }",
  );
  expect(await told(`api: { image: 'api:1' }`, cluster.replace('spec:', 'spec:\n  replicas: 2'))).toEqual([
    'warning api replicas',
    'warning api cap_drop',
    'warning api user',
  ]);
  expect(await told(`api: { image: 'api:1', user: '1000:1000', cap_drop: [all] }`, cluster)).toEqual([]);
});

test('a service is known by its folder, and by one word for its two', async () => {
  const compose = `api: { build: ./backend, ports: ['8080:8080'] }
image-maker: { build: ./maker, ports: ['8000:8000'] }`;
  const cluster = ['backend', 'imagemaker'].map((name, index) =>
    workload(`shop-${name}`, `image: 'ghcr.io/a/${name}:1', ports: [{ containerPort: ${index === 0 ? 8080 : 8000} }]`),
  );
  expect(await told(compose, cluster.join(''))).toEqual([]);
});

test('a database that an operator runs is not missing, and its name is that of the service', async () => {
  const { findings, unknown } = await compared(
    `db: { image: 'postgres:17', volumes: ['data:/var/lib/postgresql/data'] }
api: { image: 'api:1', environment: { DB_HOST: db } }`,
    `${workload('api', `image: 'api:1', env: [{ name: DB_HOST, value: shop-rw }]`)}apiVersion: postgresql.cnpg.io/v1
kind: Cluster
metadata: { name: shop }
spec: { instances: 3 }
`,
  );
  expect(findings).toEqual([]);
  expect(unknown).toMatchObject([{ part: 'shop', message: expect.stringContaining('operator') as string }]);
});
