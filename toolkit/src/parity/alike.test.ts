import { expect, test } from 'vitest';
import { service, smallPairs, workload } from './small-pairs.fixture.ts';

/** Small pairs of files: what a careful reader would call a difference is found, and nothing else. */

const { write, compared, told } = smallPairs();

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
  // One of them at least misses it: the one that has more of the map in Compose.
  expect(found).toEqual(['warning api env.EXTRA']);
});

test('what comes with a config map for several services is missed by the one whose sources ask for it', async () => {
  write('worker/main.py', 'extra = os.environ["EXTRA"]');
  const env = 'envFrom: [{ configMapRef: { name: all } }]';
  const found = await told(
    `api: { image: 'api:1', environment: { LEVEL: info } }\nworker: { image: 'worker:1', build: ./worker }`,
    `${workload('api', `image: 'api:1', ${env}`)}${workload('worker', `image: 'worker:1', ${env}`)}apiVersion: v1
kind: ConfigMap
metadata: { name: all }
data: { LEVEL: info, EXTRA: x }
`,
  );
  expect(found).toEqual(['warning worker env.EXTRA']);
});

test('a service is found by the only image of its publisher, whatever both are called', async () => {
  const cluster = workload('gateway-service', "image: 'shop/gateway:1'");
  expect(await told(`api.example.com: { image: 'shop/gateway:1' }`, cluster)).toEqual([]);
  expect(await told(`api.example.com: { image: 'nginx:1' }`, cluster.replace('shop/gateway', 'nginx'))).toHaveLength(2);
});

test('words that one side writes as one are the same name', async () => {
  const cluster = workload('shop-celery-beat', "image: 'shop/app:1', args: [beat]").concat(
    workload('shop-celery-worker', "image: 'shop/app:1', args: [worker]"),
  );
  const compose = `celerybeat: { image: 'shop/app:1', command: beat }\nceleryworker: { image: 'shop/app:1', command: worker }`;
  expect(await told(compose, cluster)).toEqual([]);
});

test("options alone are given to the image's own program", async () => {
  const cluster = workload('db', "image: 'postgres:17', args: [-c, max_connections=500]");
  expect(await told(`db: { image: 'postgres:17', command: postgres -c max_connections=500 }`, cluster)).toEqual([]);
  expect(await told(`db: { image: 'postgres:17', command: postgres -c max_connections=50 }`, cluster)).toHaveLength(1);
});

test('what a pod tells of itself for another variable is missed by nobody', async () => {
  const env = (value: string) =>
    `image: 'api:1', env: [{ name: POD_IP, valueFrom: { fieldRef: { fieldPath: status.podIP } } }, { name: LABELS, value: ${value} }]`;
  const compose = `api: { image: 'api:1', environment: { LABELS: 'ip=none' } }`;
  expect(await told(compose, workload('api', env('"ip=$(POD_IP)"')))).toEqual(['warning api env.LABELS']);
  expect(await told(compose, workload('api', env('"ip=none"')))).toEqual(['warning api env.POD_IP']);
});

test('containers of a pod reach each other at localhost', async () => {
  const cluster = workload('web', "image: 'nginx:1', env: [{ name: API_HOST, value: localhost }]", {
    containers: ", { name: api, image: 'api:1' }",
  });
  const compose = `web: { image: 'nginx:1', environment: { API_HOST: api } }\napi: { image: 'api:1' }`;
  expect(await told(compose, cluster)).toEqual([]);
});

test('the same word is the same, though it is the name of a service on one side', async () => {
  const cluster = workload('shop-db', "image: 'postgres:17', env: [{ name: POSTGRES_DB, value: shop }]");
  expect(
    await told(
      `shop-db: { image: 'postgres:17', environment: { POSTGRES_DB: shop } }\nshop: { image: 'postgres:17', profiles: [x] }`,
      cluster,
    ),
  ).toEqual([]);
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

test('root and 0 are one user', async () => {
  const cluster = workload('api', "image: 'api:1', securityContext: { runAsUser: 0 }");
  expect((await compared(`api: { image: 'api:1', user: root }`, cluster)).findings).toEqual([]);
});

test('a secret that stands in several places is told once', async () => {
  const compose = ['api', 'worker'].map(
    (name) => `${name}: { image: '${name}:1', environment: { KEY_SECRET: kV83nx0qLw } }`,
  );
  const cluster = ['api', 'worker'].map((name) =>
    workload(name, `image: '${name}:1', env: [{ name: KEY_SECRET, valueFrom: { secretKeyRef: { name: s, key: k } } }]`),
  );
  expect(await told(compose.join('\n'), cluster.join(''))).toEqual(['warning api env.KEY_SECRET']);
});

test('what another variable is made of is missed by nobody', async () => {
  const env = (url: string) =>
    `image: 'api:1', env: [{ name: DB_HOST, value: db }, { name: DATABASE_URL, value: '${url}' }]`;
  const compose = `api: { image: 'api:1', environment: { DATABASE_URL: 'postgres://db:5432/x' } }\ndb: { image: 'postgres:17' }`;
  const db = workload('db', "image: 'postgres:17'") + service('db', 'db', 5432);
  expect(await told(compose, workload('api', env('postgres://$(DB_HOST):5432/x')) + db)).toEqual([]);
  expect(await told(compose, workload('api', env('postgres://db:5432/x')) + db)).toEqual(['warning api env.DB_HOST']);
});

test('an operator gives what it runs a name that has the kind of program in it', async () => {
  const cluster = `${workload('api', "image: 'api:1', env: [{ name: STORE, value: 'http://shop-clickhouse-headless:8123' }]")}apiVersion: clickhouse.com/v1alpha1
kind: ClickHouseCluster
metadata: { name: shop }
`;
  const compose = `api: { image: 'api:1', environment: { STORE: 'http://store:8123' } }\nstore: { image: 'clickhouse:25' }`;
  expect(await told(compose, cluster)).toEqual([]);
});

test("a registry that is put in later may be the same publisher's", async () => {
  const cluster = workload('db', "image: '${REGISTRY}/postgres:${TAG}', env: [{ name: PGTZ, value: UTC }]");
  expect(await told(`db: { image: 'ghcr.io/shop/postgres:1' }`, cluster)).toEqual(['warning db env.PGTZ']);
});

test('where the same words are kept is another path, not another thing', async () => {
  const cluster = workload('api', "image: 'api:1', volumeMounts: [{ name: data, mountPath: /var/shop/data }]", {
    volumes: '{ name: data, persistentVolumeClaim: { claimName: data } }',
  });
  const compose = (path: string) => `api: { image: 'api:1', volumes: ['./files:${path}'] }`;
  expect(await told(compose('/tmp/data/shop'), cluster)).toEqual(['warning api volume:/var/shop/data']);
  expect(await told(compose('/app/src'), cluster)).toEqual([
    'error api volume:/var/shop/data',
    'warning api volume:/app/src',
  ]);
});

test('another name of the image, and no name at all, say nothing of the stage', async () => {
  write('Dockerfile', 'FROM a AS run\nCMD ["serve"]\nFROM a AS dev\nCMD ["watch"]\n');
  const compose = (image: string) => `api: { build: { context: ., target: run }${image} }`;
  const cluster = workload('api', "image: 'shop/api:1'");
  expect(await told(compose(''), cluster)).toEqual([]);
  expect(await told(compose(', image: "shop/api:dev"'), cluster)).toContain('warning api command');
});

test('the only two programs that are left are one, where they have a port in common', async () => {
  const compose = `app: { build: ., ports: ['8080:8080'] }\ndb: { image: 'postgres:17' }`;
  const cluster = (port: number) =>
    workload('fast-food', `image: 'me/fast-food:1', ports: [{ containerPort: ${port} }]`) +
    workload('db', "image: 'postgres:17'");
  expect(await told(compose, cluster(8080))).toEqual([]);
  expect(await told(compose, cluster(9090))).toHaveLength(2);
});

test('EXPOSE of a Dockerfile that several programs have is none of theirs', async () => {
  write('Dockerfile', 'FROM a\nEXPOSE 8080\n');
  const compose = (...names: string[]) =>
    names.map((name, at) => `${name}: { build: ., ports: ['${8083 + at}'] }`).join('\n');
  const cluster = (...names: string[]) =>
    names
      .map((name, at) => workload(name, `image: 'shop/${name}:1', ports: [{ containerPort: ${8083 + at} }]`))
      .join('');
  expect(await told(compose('api', 'shop'), cluster('api', 'shop'))).toEqual([]);
  expect(await told(compose('api'), cluster('api'))).toEqual(['warning api port:8083', 'warning api port:8083']);
});
