import { expect, test } from 'vitest';
import { service, smallPairs, workload } from './small-pairs.fixture.ts';

/** What people write in two ways that come to the same; and beside it what only looks like that. */

const { write, compared, told } = smallPairs();

const env = (...variables: [string, string][]) =>
  `env: [${variables.map(([name, value]) => `{ name: ${name}, value: ${JSON.stringify(value)} }`).join(', ')}]`;
const claim = (name: string) => ({ volumes: `{ name: data, persistentVolumeClaim: { claimName: ${name} } }` });
const from = (kind: 'configMapRef' | 'secretRef', name: string) => `envFrom: [{ ${kind}: { name: ${name} } }]`;
const configMap = (name: string, data: Record<string, string>) =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: ${name} }\ndata: ${JSON.stringify(data)}\n---\n`;

test('postgres:// and postgresql:// are one scheme, and a driver in it is not', async () => {
  const compose =
    "api: { image: 'api:1', environment: { DB: 'postgres://db:5432/shop' } }\ndb: { image: 'postgres:17' }";
  const cluster = (scheme: string) =>
    workload('api', `image: 'api:1', ${env(['DB', `${scheme}://db:5432/shop`])}`) +
    workload('db', "image: 'postgres:17'") +
    service('db', 'db', 5432);
  expect(await told(compose, cluster('postgresql'))).toEqual([]);
  expect(await told(compose, cluster('postgresql+asyncpg'))).toEqual(['warning api env.DB']);
});

test('the same words in another order are the same name', async () => {
  const compose = "postgres-user: { image: 'postgres:17' }\npostgres-shop: { image: 'postgres:17' }";
  const cluster = workload('user-postgres', "image: 'postgres:17'") + workload('shop-postgres', "image: 'postgres:17'");
  expect(await told(compose, cluster)).toEqual([]);
});

test('the parts of an address that both sides have whole are no missing variables', async () => {
  const compose = "api: { image: 'api:1', environment: { DATABASE_URL: 'name=shop', CACHE_URL: 'name=c' } }";
  const cluster = (name: string) =>
    workload('api', `image: 'api:1', ${env(['DATABASE_URL', 'name=shop'], ['CACHE_URL', 'name=c'], [name, '5432'])}`);
  expect(await told(compose, cluster('DATABASE_PORT'))).toEqual([]);
  expect(await told(compose, cluster('DATABASE_HOST'))).toEqual([]);
  expect(await told(compose, cluster('SEARCH_PORT'))).toEqual(['warning api env.SEARCH_PORT']);
});

test('an address of a service that only a profile starts is no lost one', async () => {
  const compose = (profiles: string) =>
    `api: { image: 'api:1', environment: { MODEL: 'http://ollama:80' } }\n${profiles}`;
  const cluster = workload('api', `image: 'api:1', ${env(['MODEL', 'http://ollama:80'])}`);
  const run = workload('ollama', "image: 'ollama:1'");
  expect(
    await told(
      compose("ollama: { image: 'ollama:1', profiles: [ai] }"),
      `${cluster}${run}${service('ollama', 'ollama', 80)}`,
    ),
  ).toEqual([]);
  expect(await told(compose(''), `${cluster}${run}${service('ollama', 'ollama', 80)}`)).toContain(
    'error api env.MODEL',
  );
});

test('COMPOSE_PROFILES of the shell says what Compose runs', async () => {
  const compose = "api: { image: 'api:1' }\nsearch: { image: 'search:1', profiles: [full] }";
  const cluster = workload('api', "image: 'api:1'");
  expect(await told(compose, cluster)).toEqual([]);
  expect(await told(compose, cluster, { COMPOSE_PROFILES: 'other,full' })).toEqual(['error search service']);
});

test('data that is kept under one volume name at two paths is told once, and is not lost', async () => {
  const compose = "api: { image: 'api:1', volumes: ['evidence_data:/app/evidence'] }";
  const cluster = (name: string) =>
    workload('api', "image: 'api:1', volumeMounts: [{ name: data, mountPath: /data/evidence }]", claim(name));
  expect(await told(compose, cluster('evidence-data'))).toEqual(['warning api volume:/app/evidence']);
  expect(await told(compose, cluster('reports'))).toEqual([
    'error api volume:/app/evidence',
    'error api volume:/data/evidence',
  ]);
});

test('PGDATA below the volume is no difference, elsewhere it is one', async () => {
  const compose = "db: { image: 'postgres:17', volumes: ['db:/var/lib/postgresql/data'] }";
  const cluster = (path: string) =>
    workload(
      'db',
      `image: 'postgres:17', ${env(['PGDATA', path])}, volumeMounts: [{ name: data, mountPath: /var/lib/postgresql/data }]`,
      claim('db'),
    );
  expect(await told(compose, cluster('/var/lib/postgresql/data/pgdata'))).toEqual([]);
  expect(await told(compose, cluster('/elsewhere'))).toEqual(['warning db env.PGDATA']);
});

test('a broker has a port for each network', async () => {
  const compose = (port: number) =>
    `api: { image: 'api:1', environment: { BROKERS: 'kafka:${port}' } }\n` +
    "kafka: { image: 'kafka:4', environment: { KAFKA_LISTENERS: 'A://0.0.0.0:9092,B://0.0.0.0:29092' } }";
  const cluster =
    workload('api', `image: 'api:1', ${env(['BROKERS', 'kafka:9092'])}`) +
    workload(
      'kafka',
      `image: 'kafka:4', ports: [{ containerPort: 9092 }], ${env(['KAFKA_LISTENERS', 'A://0.0.0.0:9092'])}`,
    ) +
    service('kafka', 'kafka', 9092);
  const brokers = async (port: number) =>
    (await told(compose(port), cluster)).filter((each) => each.endsWith('env.BROKERS'));
  expect(await brokers(29_092)).toEqual([]);
  expect(await brokers(39_092)).toEqual(['warning api env.BROKERS']);
});

test('a folder that is mounted over its own copy in the image is told as that', async () => {
  write('web/Dockerfile', 'FROM a\nWORKDIR /app\nCOPY package.json ./\nCOPY . .\nCOPY conf/site.conf /etc/site/\n');
  write('web/conf/site.conf', '');
  const compose = (volume: string) => `web: { build: ./web, volumes: ['${volume}'] }`;
  const cluster = workload('web', "image: 'web:1'");
  for (const copied of ['./web:/app', './web/src:/app/src', './web/conf/site.conf:/etc/site/site.conf:ro'])
    expect(await told(compose(copied), cluster)).toEqual([]);
  for (const other of ['./web/src:/srv', './elsewhere:/app', './web/conf/site.conf:/etc/site'])
    expect(await told(compose(other), cluster)).toHaveLength(1);
  const { findings } = await compared(compose('./web:/app'), cluster);
  expect(findings.find(({ key }) => key === 'volume:/app')?.message).toMatch(/a copy of the same by .*Dockerfile:4\.$/);
});

test('paths of the machine are the same, wherever one stands', async () => {
  write('shown/Dockerfile', 'FROM a\nWORKDIR /app\nCOPY . .\n');
  write('shown/conf/site.conf', '');
  const volumes = "['./shown:/app', './shown/conf:/app/conf', './shown/conf:/etc/site']";
  const pair = [`shown: { build: ./shown, volumes: ${volumes} }`, workload('shown', "image: 'shown:1'")] as const;
  const before = process.cwd();
  for (const place of [before, '/', '/tmp', '/usr/lib']) {
    process.chdir(place);
    expect(await told(...pair).finally(() => process.chdir(before))).toEqual(['warning shown volume:/etc/site']);
  }
});

test('what another stage has made is no copy of the folder, and what tools put into it is missed by nobody', async () => {
  write('web/Dockerfile', 'FROM a AS build\nCOPY . /app\nFROM b\nCOPY --from=build /app /app\n');
  write('web/pages/index.html', '');
  const cluster = workload('web', "image: 'web:1'");
  const compose = (volumes: string) => `web: { build: ./web, volumes: [${volumes}] }`;
  expect(await told(compose("'./web:/app', modules:/app/node_modules, '/app/dist'"), cluster)).toEqual([
    'warning web volume:/app',
  ]);
  expect(await told(compose("'./web/pages:/app'"), cluster)).toEqual(['warning web volume:/app']);
  expect(await told(compose('modules:/app/uploads'), cluster)).toEqual(['error web volume:/app/uploads']);
});

test('a volume without a name has what the image has there', async () => {
  const compose = "web: { image: 'web:1', volumes: ['/app/node_modules'] }";
  expect(await told(compose, workload('web', "image: 'web:1'"))).toEqual([]);
});

test("a tool's cache is missed by nobody", async () => {
  const compose = (path: string) => `web: { image: 'web:1', volumes: ['./x:${path}'] }`;
  expect(await told(compose('/root/.m2'), workload('web', "image: 'web:1'"))).toEqual([]);
  expect(await told(compose('/root/data'), workload('web', "image: 'web:1'"))).toHaveLength(1);
});

test('a key that somebody else asks for by its name is theirs', async () => {
  const compose =
    "api: { image: 'api:1', environment: { A: a } }\nmq: { image: 'rabbitmq:4', environment: { MQ_USER: me } }";
  const cluster = (user: string) =>
    configMap('all', { A: 'a', user: 'me' }) +
    workload('api', `image: 'api:1', ${from('configMapRef', 'all')}`) +
    workload('mq', `image: 'rabbitmq:4', env: [{ name: MQ_USER, ${user} }]`);
  expect(await told(compose, cluster('valueFrom: { configMapKeyRef: { name: all, key: user } }'))).toEqual([]);
  expect(await told(compose, cluster('value: me'))).toEqual(['warning api env.user']);
});

test('a config map may hold files beside its variables', async () => {
  const cluster =
    configMap('all', { A: 'a', 'init.sql': 'SELECT 1' }) +
    workload('db', `image: 'db:1', ${from('configMapRef', 'all')}`);
  expect(await told("db: { image: 'db:1', environment: { A: a } }", cluster)).toEqual([]);
});

test('a Secret that is made elsewhere may have what is missing', async () => {
  const compose = "api: { image: 'api:1', environment: { TOKEN_URL: a } }";
  expect(await told(compose, workload('api', `image: 'api:1', ${from('secretRef', 'made-elsewhere')}`))).toEqual([]);
  expect(await told(compose, workload('api', "image: 'api:1'"))).toEqual(['warning api env.TOKEN_URL']);
});

test('a file of variables for all services is missed by the one that waits for the others', async () => {
  write('all.env', 'SHOP_MODE=fast\nCOMPOSE_PROJECT_NAME=shop\nWEB_PORT=80\n');
  const compose = `cache: { image: 'redis:8', env_file: all.env }
api: { image: 'api:1', env_file: all.env, ports: ['\${WEB_PORT}:80'], depends_on: [cache] }`;
  const cluster =
    workload('cache', "image: 'redis:8'") + workload('api', "image: 'api:1', ports: [{ containerPort: 80 }]");
  const variables = (await told(compose, cluster)).filter((each) => each.includes(' env.'));
  expect(variables).toEqual(['warning api env.SHOP_MODE']);
});

test('a worker misses what the API of the same image is given, though both have it by one file', async () => {
  write('all.env', 'SHOP_MODE=fast\n');
  const compose = ['api', 'worker', 'cache']
    .map(
      (name) => `${name}: { image: '${name === 'cache' ? 'redis:8' : 'shop:1'}', command: ${name}, env_file: all.env }`,
    )
    .join('\n');
  const cluster =
    workload('api', `image: 'shop:1', args: [api], ${env(['SHOP_MODE', 'fast'])}`) +
    workload('worker', "image: 'shop:1', args: [worker]") +
    workload('cache', "image: 'redis:8', args: [cache]");
  expect(await told(compose, cluster)).toEqual(['warning worker env.SHOP_MODE']);
});

test('a job that shares the variables of an app misses none of them', async () => {
  const compose = `migrate: &app { image: 'api:1', command: migrate, restart: 'no', environment: &env { MODE: fast } }
api: { image: 'api:1', environment: *env }`;
  const job = (name: string, args: string, kind: string) => workload(name, `image: 'api:1', ${args}`, { kind });
  const cluster = `${job('migrate', 'args: [migrate]', 'Job')}${job('api', env(['MODE', 'fast']), 'Deployment')}`;
  expect(await told(compose, cluster)).toEqual([]);
});

test("what the program takes by itself is the other side's value, too", async () => {
  write('api/main.go', 'var a = envOr("HTTP_ADDR", ":8080")\n');
  const cluster = (value: string) => workload('api', `image: 'api:1', ${env(['HTTP_ADDR', value])}`);
  expect(await told('api: { build: ./api }', cluster(':8080'))).toEqual([]);
  expect(await told('api: { build: ./api }', cluster(':9090'))).toEqual(['warning api env.HTTP_ADDR']);
});

test('options with = or without, in quotes or not, and a moment of sleep are the same start', async () => {
  const compose = (command: string) => `api: { image: 'api:1', command: ${command} }`;
  const cluster = workload('api', `image: 'api:1', args: [serve, '--port=80', '--name', "a"]`);
  expect(await told(compose('serve --port 80 --name=a'), cluster)).toEqual([]);
  expect(await told(compose(`sh -c "sleep 4s && serve --port 80 --name 'a'"`), cluster)).toEqual([]);
  expect(await told(compose('serve --port 81 --name a'), cluster)).toEqual(['warning api command']);
});

test('what runs first in one line may be a container before the other', async () => {
  const compose = "api: { image: 'api:1', entrypoint: [sh, -c, 'migrate && serve'] }";
  const init = "{ name: migrate, image: 'api:1', command: [migrate] }";
  expect(await told(compose, workload('api', "image: 'api:1', command: [serve]", { init }))).toEqual([]);
  expect(await told(compose, workload('api', "image: 'api:1', command: [serve]"))).toEqual(['warning api entrypoint']);
});

test('long commands are shown where they differ', async () => {
  const long = '--an-option-that-is-long --another-option-that-is-long --yet-another-option-that-is-long';
  const cluster = workload('api', `image: 'api:1', args: [${[...long.split(' '), '--size', '"20"'].join(', ')}]`);
  const { findings } = await compared(`api: { image: 'api:1', command: ${long} --size 10 }`, cluster);
  expect(findings.find(({ key }) => key === 'command')?.message).toBe(
    'Compose starts `… 10`, the cluster starts `… 20`.',
  );
});

test('a right that every container has is no added one', async () => {
  const cluster = (drop: string) =>
    workload('web', `image: 'web:1', securityContext: { capabilities: { add: [NET_BIND_SERVICE]${drop} } }`);
  expect(await told("web: { image: 'web:1' }", cluster(''))).toEqual([]);
  expect(await told("web: { image: 'web:1' }", cluster(', drop: [ALL]'))).toEqual([
    'warning web cap_add',
    'warning web cap_drop',
  ]);
});

test('what a Dockerfile for development exposes says nothing of another image', async () => {
  write('web/Dockerfile.dev', 'FROM a\nEXPOSE 5173\n');
  const compose = "web: { build: { context: ./web, dockerfile: Dockerfile.dev }, ports: ['5173'] }";
  const cluster = workload('web', "image: 'shop/web:1', ports: [{ containerPort: 80 }]");
  const ofImage = (await compared(compose, cluster)).findings.filter(({ rule }) => rule === 'image-port-is-used');
  expect(ofImage).toEqual([]);
});

test('a variable that nothing sets hides no service', async () => {
  const compose = 'api: { image: \'api:1\', environment: { KEY: "${KEY:?is needed}" } }';
  const { findings, unknown } = await compared(
    compose,
    workload('api', "image: 'api:1'") + workload('mailer', "image: 'm:1'"),
  );
  expect(unknown).toMatchObject([{ message: 'KEY is not set: is needed' }]);
  expect(findings.map(({ key }) => key)).toContain('workload');
});

test('a workload of the same name in another file is another way to run the same', async () => {
  const web = workload('web', "image: 'web:1'");
  write('other.yaml', web.replace('name: web', 'name: web, namespace: other'));
  const { findings } = await compared("web: { image: 'web:1' }", web, {}, ['other.yaml']);
  expect(findings.filter(({ rule }) => rule === 'service-on-both-sides')).toMatchObject([
    { severity: 'info', message: expect.stringContaining('stands in two files') as string },
  ]);
});

test('what a program keeps in its Secret is one only where it looks like one', async () => {
  const secret = (value: string) =>
    `apiVersion: v1\nkind: Secret\nmetadata: { name: all }\nstringData: { SETTING: ${value} }\n---\n` +
    workload('api', `image: 'api:1', ${from('secretRef', 'all')}`);
  const compose = (value: string) => `api: { image: 'api:1', environment: { SETTING: ${value} } }`;
  expect(await told(compose('Europe/Oslo'), secret('Europe/Oslo'))).toEqual([]);
  expect(await told(compose('"${X}"'), secret('kV83nx0qLwkV83nx0qLw'))).toEqual(['warning api env.SETTING']);
});

test('a container of a pod of several is known by its own name', async () => {
  const compose = "celery_worker: { image: 'shop:1', command: work }\nshop: { image: 'shop:1' }";
  const cluster = workload('shop', "image: 'registry.example/shop:1'", {
    containers: ", { name: celeryworker, image: 'registry.example/shop:1', args: [work] }",
  });
  expect(await told(compose, cluster)).toEqual([]);
});

test('data is where the own command says, on each side', async () => {
  const compose = (command: string) =>
    `store: { image: 'store:1', command: '${command}', volumes: ['store:/store-data'] }\n`;
  const cluster = workload(
    'store',
    "image: 'store:1', args: [store, '--data-dir', /data], volumeMounts: [{ name: data, mountPath: /data }]",
    claim('other'),
  );
  expect(await told(compose('store --data-dir=/store-data'), cluster)).toEqual(['warning store command']);
  expect(await told(compose('store'), cluster)).toContain('error store volume:/store-data');
});

test('variables and files of another publisher’s image are its own, and that it is another is told', async () => {
  const compose = (image: string) =>
    `proxy: { image: '${image}', environment: { NGINX_RESOLVERS: 'yes' }, volumes: ['./nginx.conf:/etc/nginx/nginx.conf'] }`;
  const cluster = workload('proxy', `image: 'bitnami/nginx:1', ${env(['BITNAMI_DEBUG', 'true'])}`);
  expect(await told(compose('nginx:1'), cluster)).toEqual(['warning proxy image']);
  expect(await told(compose('bitnami/nginx:1'), cluster)).toHaveLength(3);
});

test('a variable that nothing asks for, where others are asked for, breaks nothing', async () => {
  write('idle/Dockerfile', 'FROM node:24\n');
  write('idle/main.ts', 'const { env } = process;\nprocess.env.ONE; process.env.TWO; process.env.THREE;\n');
  const compose = "idle: { build: ./idle, environment: { ONE: '1', SHOP_BROKERS: 'kafka:9092', SHOP_CURRENCY: EUR } }";
  const cluster = workload('idle', `image: 'idle:1', ${env(['ONE', '1'], ['SHOP_CURRENCY', 'USD'])}`);
  expect(await told(compose, cluster)).toEqual([]);
  write('asking/Dockerfile', 'FROM node:24\n');
  write(
    'asking/main.ts',
    'process.env.ONE; process.env.TWO; process.env.THREE; const { shopBrokers, currency } = env;\n',
  );
  expect(await told(compose.replaceAll('idle', 'asking'), cluster.replaceAll('idle', 'asking'))).toEqual([
    'warning asking env.SHOP_BROKERS',
    'warning asking env.SHOP_BROKERS',
    'warning asking env.SHOP_CURRENCY',
  ]);
});

test('a service without build has the sources of the folder of its name, and what the image there says', async () => {
  write('services/orders/Dockerfile', 'FROM node:24\nENV SERVICE_NAME=orders\nENV LIMIT=5\n');
  write('services/orders/main.ts', "const port = Number(process.env.METRICS_PORT || '3300');\n");
  const compose = "orders: { image: 'registry.example/shop/orders:1', environment: { METRICS_PORT: '3300' } }";
  const cluster = (limit: string) =>
    workload('orders', `image: 'registry.example/shop/orders:1', ${env(['SERVICE_NAME', 'orders'], ['LIMIT', limit])}`);
  expect(await told(compose, cluster('5'))).toEqual([]);
  expect(await told(compose, cluster('6'))).toEqual(['warning orders env.LIMIT']);
});

test('a server of development behind the port that another answers in the cluster is found there', async () => {
  const compose = (ports: string) => `web: { image: 'web:1', ports: ['${ports}'] }`;
  const cluster = `${workload('web', "image: 'web:1', ports: [{ containerPort: 80 }]")}apiVersion: v1
kind: Service
metadata: { name: web }
spec: { selector: { app: web }, ports: [{ port: 8080, targetPort: 80 }] }
`;
  expect(await told(compose('8080:8080'), cluster)).toEqual([]);
  expect(await told(compose('8080:3000'), cluster)).toEqual(['warning web port:3000']);
});

test('each side asks the port that its PORT says, or the program by itself', async () => {
  write('shop/Dockerfile', 'FROM node:24\n');
  write('shop/main.go', 'port := os.Getenv("PORT")\nif port == "" {\n  port = "8081"\n}\n');
  const compose = (port: number) =>
    `shop: { build: ./shop, healthcheck: { test: [CMD, curl, 'http://localhost:${port}/health'] } }`;
  const cluster = workload(
    'shop',
    `image: 'shop:1', ${env(['PORT', '8000'])}, readinessProbe: { httpGet: { path: /health, port: 8000 } }`,
  );
  expect(await told(compose(8081), cluster)).toEqual(['warning shop env.PORT']);
  expect(await told(compose(8082), cluster)).toEqual(['warning shop env.PORT', 'warning shop healthcheck.port']);
});

test('a volume whose source is a variable without a value is a folder of the machine', async () => {
  const compose = "db: { image: 'postgres:17', volumes: ['${DB_FOLDER}:/var/lib/postgresql/data'] }";
  const cluster = workload(
    'db',
    "image: 'postgres:17', volumeMounts: [{ name: data, mountPath: /var/lib/postgresql/data }]",
    claim('db'),
  );
  expect(await told(compose, cluster)).toEqual([]);
});

test('one Dockerfile for many services, told which by an argument, says what each image has', async () => {
  write('many/Dockerfile', 'FROM node:24\nARG SERVICE_NAME\nENV SERVICE_NAME=${SERVICE_NAME}\nENV EMPTY=\n');
  write('many/services/mails/package.json', '{}');
  write('many/services/mails/main.ts', "Number(process.env.METRICS_PORT || '3300');\n");
  write(
    'many/compose.yaml',
    "services: { mails: { image: 'registry.example/mails:1', environment: { METRICS_PORT: '3300' } } }\n",
  );
  const cluster = workload(
    'mails',
    `image: 'registry.example/mails:1', ${env(['SERVICE_NAME', 'mails'], ['EMPTY', 'x'])}`,
  );
  expect(await told({ file: 'many/compose.yaml' }, cluster)).toEqual(['warning mails env.EMPTY']);
});

test('a Secret that an operator makes has the keys that are named, and no others', async () => {
  const compose = "api: { image: 'api:1', environment: { DATABASE: 'db', CACHE_SIZE: '64' } }";
  const external = (more: string) =>
    `apiVersion: external-secrets.io/v1\nkind: ExternalSecret\nmetadata: { name: x }\nspec: { target: { name: shop }, data: [{ secretKey: DATABASE, remoteRef: { key: a } }]${more} }\n---\n`;
  const sealed =
    'apiVersion: bitnami.com/v1alpha1\nkind: SealedSecret\nmetadata: { name: shop }\nspec: { encryptedData: { DATABASE: AgB } }\n---\n';
  const cluster = workload('api', `image: 'api:1', ${from('secretRef', 'shop')}`);
  expect(await told(compose, external('') + cluster)).toEqual(['warning api env.CACHE_SIZE']);
  expect(await told(compose, sealed + cluster)).toEqual(['warning api env.CACHE_SIZE']);
  expect(await told(compose, external(', dataFrom: [{ extract: { key: all } }]') + cluster)).toEqual([]);
  expect(await told(compose, cluster)).toEqual([]);
});

test('what an entry point, Spring or .NET take by themselves is the other side’s value', async () => {
  write('start/Dockerfile', 'FROM x\n');
  write('start/docker-entrypoint.sh', 'OWNER="${OWNER:-1000}"\n');
  write('start/application.yaml', 'shop:\n  index-name: ${SEARCH_INDEX:products}\n  page-size: 20\n');
  write('start/appsettings.json', '{ "Ops": { "RetentionDays": 7 } }\n');
  const compose = "start: { build: ./start, image: 'start:1' }\nworker: { image: 'start:1' }";
  const own = env(
    ['OWNER', '1000'],
    ['SHOP_INDEX_NAME', 'products'],
    ['SHOP_PAGESIZE', '20'],
    ['Ops__RetentionDays', '7'],
  );
  const other = env(['OWNER', '1001'], ['SHOP_PAGESIZE', '50']);
  const cluster = workload('start', `image: 'start:1', ${own}`) + workload('worker', `image: 'start:1', ${other}`);
  expect(await told(compose, cluster)).toEqual(['warning worker env.OWNER', 'warning worker env.SHOP_PAGESIZE']);
});

test('a file of variables for all says nothing to a database but what begins with its name', async () => {
  write('all.env', 'POSTGRES_DB=shop\nFLOWER_USER=ada\n');
  const compose = "db: { image: 'postgres:17', env_file: all.env }";
  expect(await told(compose, workload('db', "image: 'postgres:17'"))).toEqual(['warning db env.POSTGRES_DB']);
  const secret = 'apiVersion: v1\nkind: Secret\nmetadata: { name: s }\nstringData: { postgres-password: x }\n---\n';
  const cluster = secret + workload('db', `image: 'postgres:17', ${from('secretRef', 's')}`);
  expect(await told("db: { image: 'postgres:17' }", cluster)).toEqual([]);
});

test('Redis’ first database, an audience, and a folder that is mounted are no other addresses', async () => {
  const compose = (url: string) =>
    `api: { image: 'api:1', volumes: ['files:/data/files'], environment: { CACHE: '${url}', AUDIENCE: 'api://5f0c64ee-7f5a-4f4a-9b1e-1f6f7d2b9a10', STORE: /data/files } }\nredis: { image: 'redis:8' }`;
  const cluster =
    workload(
      'api',
      `image: 'api:1', volumeMounts: [{ name: data, mountPath: /srv/files }], ${env(['CACHE', 'redis://redis:6379'], ['AUDIENCE', 'api://5f0c64ee-7f5a-4f4a-9b1e-1f6f7d2b9a10'], ['STORE', '/srv/files'])}`,
      claim('files'),
    ) +
    workload('redis', "image: 'redis:8'") +
    service('redis', 'redis', 6379);
  expect(await told(compose('redis://redis:6379/0'), cluster)).toEqual([]);
  expect(await told(compose('redis://redis:6379/1'), cluster)).toEqual(['warning api env.CACHE']);
});

test('a database’s volume where it does not write keeps nothing', async () => {
  const compose = "db: { image: 'postgres:17', volumes: ['db:/var/lib/postgresql/data'] }";
  const cluster = (more: string) =>
    workload(
      'db',
      `image: 'postgres:17', volumeMounts: [{ name: data, mountPath: /var/lib/postgres/data }]${more}`,
      claim('db'),
    );
  expect(await told(compose, cluster(''))).toEqual(['error db volume:/var/lib/postgresql/data']);
  expect(await told(compose, cluster(`, ${env(['PGDATA', '/var/lib/postgres/data/17'])}`))).not.toContain(
    'error db volume:/var/lib/postgresql/data',
  );
});

test('what has no replicas does not run', async () => {
  const bench = workload('bench', "image: 'bench:1'");
  const cluster = workload('web', "image: 'web:1'") + bench.replace('spec:\n', 'spec:\n  replicas: 0\n');
  expect(await told("web: { image: 'web:1' }", cluster)).toEqual([]);
});

test('a file of variables that may be there may have what is missing', async () => {
  const compose = (more: string) => `api: { image: 'api:1'${more} }`;
  const cluster = workload('api', `image: 'api:1', ${env(['CACHE_SIZE', '64'])}`);
  expect(await told(compose(', env_file: [{ path: .env.own, required: false }]'), cluster)).toEqual([]);
  expect(await told(compose(''), cluster)).toEqual(['warning api env.CACHE_SIZE']);
});

test('a volume of several services that one of them keeps is not lost with the others', async () => {
  const compose =
    "api: { image: 'api:1', volumes: ['media:/srv/media'] }\nworker: { image: 'worker:1', volumes: ['media:/srv/media'] }";
  const api = workload('api', "image: 'api:1', volumeMounts: [{ name: data, mountPath: /srv/media }]", claim('media'));
  const worker = workload('worker', "image: 'worker:1'");
  expect(await told(compose, api + worker)).toEqual(['warning worker volume:/srv/media']);
  expect(await told(compose, workload('api', "image: 'api:1'") + worker)).toEqual([
    'error api volume:/srv/media',
    'error worker volume:/srv/media',
  ]);
});
