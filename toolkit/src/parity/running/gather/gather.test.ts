import { expect, test } from 'vitest';
import { readInside, withInside, withoutOwn } from './from-inside.ts';
import { plainHeaders, withoutAddresses } from './http.ts';
import { hasDoneItsWork, readContainers, readImages, runningImageOf, serviceOf } from './inspected.ts';
import { imageNames, readLiveObjects } from './live-objects.ts';
import { seedQuery } from './database.ts';
import { readWorkloads } from '../../kubernetes/workloads.ts';

const ID = `sha256:${'a'.repeat(64)}`;
const MANIFEST = `sha256:${'b'.repeat(64)}`;

const inspected = (more: object = {}, config: object = {}) =>
  readContainers(
    JSON.stringify([
      {
        Id: 'c0ffee',
        Name: '/shop-api-1',
        Image: ID,
        State: { Status: 'running', ExitCode: 0 },
        Config: {
          Image: 'api:1',
          User: 'node',
          Env: ['A=own=1', 'B=image'],
          ExposedPorts: { '80/tcp': {} },
          ...config,
        },
        HostConfig: { ReadonlyRootfs: true, CapDrop: ['ALL'], Tmpfs: { '/tmp': '' } },
        Mounts: [
          { Type: 'volume', Name: 'shop_data', Source: '/var/lib/docker/x', Destination: '/data', RW: true },
          { Type: 'volume', Name: 'f'.repeat(64), Destination: '/cache', RW: true },
          { Type: 'bind', Source: '/home/me/db.txt', Destination: '/run/secrets/db', RW: false },
        ],
        NetworkSettings: {
          Ports: { '80/tcp': [{ HostPort: '8000' }, { HostPort: '8000' }] },
          Networks: { shop_default: { Aliases: ['shop-api-1', 'api', 'c0ffee'] } },
        },
        ...more,
      },
    ]),
  )[0]!;
const image = readImages(
  JSON.stringify([{ Id: ID, RepoDigests: [`api@${MANIFEST}`], Config: { Env: ['B=image'] } }]),
)[0]!;

test('a container of the engine is a service with its ports, mounts, variables and rights', () => {
  const service = serviceOf(inspected(), image);
  expect(service).toMatchObject({ name: 'shop-api-1', runsOnce: false, hostNames: ['shop-api-1', 'api'] });
  expect(service.ports).toMatchObject([{ number: 80, isPublished: true, published: 8000 }]);
  expect(service.mounts).toMatchObject([
    { target: '/data', kind: 'kept', source: 'shop_data' },
    { target: '/cache', kind: 'anonymous' },
    { target: '/run/secrets/db', kind: 'given', isReadOnly: true },
    { target: '/tmp', kind: 'passing' },
  ]);
  expect([...service.variables].map(([name, { value, from }]) => [name, value, from])).toEqual([
    ['A', 'own=1', 'text'],
    ['B', 'image', 'image'],
  ]);
  expect(service.security).toMatchObject({ user: { value: 'node' }, isReadOnlyRoot: { value: true } });
  expect(runningImageOf(inspected(), image)).toEqual({ name: 'api:1', id: ID, manifests: [MANIFEST] });
});

test('one that has ended well has done its work, one that has failed has not', () => {
  expect(hasDoneItsWork(inspected({ State: { Status: 'exited', ExitCode: 0 } }))).toBe(true);
  expect(hasDoneItsWork(inspected({ State: { Status: 'exited', ExitCode: 1 } }))).toBe(false);
  expect(hasDoneItsWork(inspected())).toBe(false);
});

const status = (environment: string) =>
  `Name:\tcat\nUid:\t501\t1000\t1000\t1000\nnonvoluntary_ctxt_switches:\t1\nx86_Thread_features:\t\n${environment}`;

test('a program inside tells who it is and what its environment is, whatever is in a value', () => {
  const inside = readInside(status('PATH=/bin\0A=two\nlines = 2\0EMPTY=\0'));
  expect(inside?.user).toBe('1000');
  expect([...(inside?.environment ?? [])]).toEqual([
    ['PATH', '/bin'],
    ['A', 'two\nlines = 2'],
    ['EMPTY', ''],
  ]);
  expect(readInside('sh: cat: not found')).toBeUndefined();
});

test('what a program finds takes the place of what it was given: its own user, names that are gone, values', () => {
  const given = serviceOf(inspected({}, { Env: ['A=1', 'GONE=1', 'HOSTNAME=x'] }), undefined);
  const inside = readInside(status('A=2\0HOME=/root\0LANG=C\0HOSTNAME=y\0'))!;
  const seen = withInside(given, inside, { ofImage: new Set(), ofSecrets: new Set() });
  expect([...seen.variables].map(([name, { value, from }]) => [name, value, from])).toEqual([
    ['A', '2', 'text'],
    ['LANG', 'C', 'image'],
    ['HOSTNAME', 'y', 'text'],
  ]);
  expect(seen.security.user?.value).toBe('1000');
  expect([...withoutOwn(given).variables.keys()]).toEqual(['A', 'GONE']);
});

test('a value that a Secret may have given is not kept', () => {
  const given = serviceOf(inspected({}, { Env: ['URL=of the config map', 'SAME=1'] }), undefined);
  const inside = readInside(status('URL=of the Secret\0SAME=1\0WHOLE=of a Secret\0'))!;
  const ofSecrets = new Set(['URL', 'SAME']);
  const text = JSON.stringify([...withInside(given, inside, { ofImage: new Set(), ofSecrets }).variables]);
  expect(text).not.toContain('of the Secret');
  expect(text).toContain('"SAME",{"at":{"file":"container shop-api-1","line":0},"value":"1","from":"text"}');
  const unread = { ...given, unread: [{ value: 'the Secret x, which is made elsewhere', at: given.at }] };
  const whole = withInside(unread, inside, { ofImage: new Set(), ofSecrets: new Set() }).variables.get('WHOLE');
  expect(whole).toMatchObject({ from: 'secret', value: undefined });
});

const pod = (name: string, owner: { kind: string; name: string } | undefined, more: Record<string, unknown> = {}) => ({
  kind: 'Pod',
  metadata: {
    name,
    labels: { 'pod-template-hash': '5f', app: 'api' },
    creationTimestamp: more['created'] ?? '2026-01-01T00:00:00Z',
    ownerReferences: owner ? [owner] : [],
  },
  spec: {
    containers: [
      {
        name: 'api',
        image: 'api:2',
        env: [
          { name: 'INJECTED', value: '1' },
          { name: 'S', valueFrom: { secretKeyRef: { name: 's', key: 'k' } } },
        ],
        securityContext: { runAsUser: 1000 },
      },
    ],
  },
  status: {
    phase: more['phase'] ?? 'Running',
    containerStatuses: [
      {
        name: 'api',
        image: 'api:2',
        imageID: more['imageID'] ?? `docker://${ID}`,
        state: more['state'] ?? { running: {} },
      },
    ],
  },
});
const workload = (kind: string, name: string, created = '2026-01-01T00:00:00Z', spec: object = {}) => ({
  kind,
  metadata: { name, creationTimestamp: created },
  spec: { ...spec, template: { spec: { containers: [{ name: 'api', image: 'api:1' }] } } },
});
const read = (...items: object[]) => readLiveObjects(JSON.stringify({ items }));
const OWNER = { kind: 'ReplicaSet', name: 'api-5f' };

test('a workload is what its newest good pod is: with what an admission controller has put into it', () => {
  const live = read(
    workload('Deployment', 'api'),
    pod('api-5f-old', OWNER),
    pod('api-5f-new', OWNER, { created: '2026-01-02T00:00:00Z' }),
    pod('api-5f-broken', OWNER, { created: '2026-01-03T00:00:00Z', state: { waiting: {} } }),
  );
  expect(live.pods.get('Deployment/api')?.name).toBe('api-5f-new');
  const { services } = readWorkloads(live.objects, []);
  expect(services).toMatchObject([{ kind: 'Deployment', name: 'api', image: { value: 'api:2' } }]);
  expect([...(services[0]?.variables.keys() ?? [])]).toEqual(['INJECTED', 'S']);
  expect([...(live.pods.get('Deployment/api')?.containers.get('api')?.ofSecrets ?? [])]).toEqual(['S']);
  expect(live).toMatchObject({ withoutPod: [], changing: [] });
});

test('a workload without a good pod, and one whose pods are of two images, are named', () => {
  const waiting = pod('api-5f-x', OWNER, { state: { waiting: {} } });
  expect(read(workload('Deployment', 'api'), waiting).withoutPod).toEqual(['Deployment/api']);
  expect(read(workload('Deployment', 'api', undefined, { replicas: 0 })).withoutPod).toEqual([]);
  const other = pod('api-5f-y', OWNER, { imageID: `docker://${MANIFEST}` });
  expect(read(workload('Deployment', 'api'), pod('api-5f-x', OWNER), other).changing).toEqual(['Deployment/api']);
});

test('of the Jobs of a release the newest counts, and a pod that nobody owns stands for itself', () => {
  const live = read(
    workload('Job', 'migrate-1'),
    workload('Job', 'migrate-2', '2026-01-02T00:00:00Z'),
    pod(
      'migrate-2-x',
      { kind: 'Job', name: 'migrate-2' },
      { phase: 'Succeeded', state: { terminated: { exitCode: 0 } } },
    ),
    pod('shell', undefined),
    pod('broken', undefined, { state: { waiting: {} } }),
  );
  expect(live.objects.map(({ kind, name }) => `${kind}/${name}`)).toEqual(['Job/migrate-2', 'Pod/shell']);
  expect(live.pods.get('Job/migrate-2')?.containers.get('api')?.isRunning).toBe(false);
});

test('an image is known by its manifest where it was pulled, else by itself', () => {
  expect(imageNames(`docker-pullable://postgres@${MANIFEST}`)).toEqual({ manifests: [MANIFEST] });
  expect(imageNames(`docker://${ID}`)).toEqual({ id: ID, manifests: [] });
  expect(imageNames(ID)).toEqual({ id: ID, manifests: [] });
  expect(imageNames('')).toEqual({ manifests: [] });
});

test('what is another each time, and the addresses of a copy, are not what is compared', () => {
  const addresses = { frontend: 'http://localhost:3000', backend: 'http://localhost:30001' };
  const headers = new Headers({
    date: 'today',
    'set-cookie': 'session=secret',
    'content-security-policy': "script-src 'nonce-Ab+/9=='; connect-src http://127.0.0.1:30001",
    'x-id': 'a45d98db-95dd-43e8-82df-a820a540e2bf',
  });
  expect(plainHeaders(headers, addresses)).toEqual({
    'set-cookie': '…',
    'content-security-policy': "script-src 'nonce-…'; connect-src <backend>",
    'x-id': '…',
  });
  expect(withoutAddresses('http://localhost:30001/a http://localhost:300012', addresses)).toBe(
    '<backend>/a http://localhost:300012',
  );
});

test('names of tables are quoted, and columns that hold secrets stay where they are', () => {
  const query = seedQuery({ 'a"b': 'id = 1', "c'd": 'true' });
  expect(query).toContain('public."a""b" t WHERE id = 1');
  expect(query).toContain("table_name = 'c''d'");
  expect(query).toContain('column_name ~*');
});
