import { expect, test } from 'vitest';
import { bareService } from '../bare-service.ts';
import type { Service, Variable } from '../model.ts';
import { isSameImage } from './aspects/image-ids-agree.ts';
import { compareCopies } from './compare.ts';
import type { Containers, RunningImage, Snapshot } from './snapshot.ts';
import { keyOf, leftOut, seen, unseen } from './snapshot.ts';

const at = { file: 'container api', line: 0 };
const text = (value: string): Variable => ({ at, value, from: 'text' });

const service = (
  side: Service['side'],
  more: Partial<Service> = {},
  variables: Record<string, Variable> = {},
): Service =>
  bareService({
    side,
    name: 'api',
    kind: side === 'compose' ? 'service' : 'Deployment',
    at,
    image: { value: 'api:1', at },
    variables: new Map(Object.entries(variables)),
    security: { user: { value: '1000', at } },
    ...more,
  });

const IMAGE: RunningImage = { name: 'api:1', id: 'sha256:1', manifests: [] };

function containers(own: Service, image: RunningImage = IMAGE): Containers {
  const side = { name: own.side, services: [own], otherNames: [], unknown: [], isPartial: false, unread: [] };
  return { side, images: new Map([[keyOf(own), image]]) };
}

function copy(runtime: Snapshot['runtime'], more: Partial<Snapshot> = {}): Snapshot {
  const side = runtime === 'cluster' ? 'cluster' : 'compose';
  return {
    runtime,
    title: `the copy of ${runtime}`,
    containers: seen(containers(service(side))),
    schema: seen([{ kind: 'column', name: 'tasks.title', what: 'text NO' }]),
    seed: seen({ tasks: [{ id: '1', title: 'Buy milk', created_at: 'TIME' }] }),
    openapi: seen({ paths: { '/a': { get: { summary: 'A' } } } }),
    answers: seen([{ name: 'frontend /', status: 200, headers: { 'x-frame-options': 'DENY' } }]),
    ...more,
  };
}

const found = (one: Snapshot, other: Snapshot) =>
  compareCopies(one, other, new Map()).compared.findings.map(
    ({ rule, service: name, key, severity }) => `${severity} ${rule} ${name} ${key}`,
  );

test('two copies that are the same have no difference, and a proof of each thing', () => {
  const made = compareCopies(copy('compose'), copy('cluster'), new Map());
  expect(made.compared).toMatchObject({ findings: [], unknown: [] });
  expect(made.name).toBe('compose,cluster');
  expect(made.read.notes.map((note) => note.replace(/(digest|fingerprint) .*/, '$1'))).toEqual([
    'images: 1 of 1 alike, digest',
    'variables: 0 of 0 alike',
    'mounts: 0 of 0 alike',
    'users and rights: 5 of 5 alike',
    'schema: 1 things alike, 0 of them migrations, fingerprint',
    'seed: 1 rows alike in 1 tables, digest',
    'OpenAPI document: 1 paths alike, digest',
    'headers: 1 alike in 1 answers, digest',
  ]);
});

test('what has done its work and is cleared away on one side is no fault, what runs on and is not there is', () => {
  const beside = (side: Service['side'], more: Partial<Service>) => {
    const { side: own, images } = containers(service(side));
    const other = service(side, { name: 'migrate', container: 'migrate', ...more });
    return seen({ side: { ...own, services: [...own.services, other] }, images });
  };
  const compose = (more: Partial<Service>) => copy('compose', { containers: beside('compose', more) });
  const cluster = (more: Partial<Service>) => copy('cluster', { containers: beside('cluster', more) });
  expect(found(compose({ runsOnce: true }), copy('cluster'))).toEqual(['info service-on-both-sides migrate service']);
  expect(found(compose({}), copy('cluster'))).toEqual(['error service-on-both-sides migrate service']);
  const once = { runsOnce: true, kind: 'Job' } as const;
  expect(found(copy('compose'), cluster(once))).toEqual(['info service-on-both-sides migrate service']);
});

test.each<[string, Partial<Service>, Record<string, Variable>, string]>([
  ['a variable that only one has', {}, { EXTRA: text('1') }, 'warning variable-on-both-sides api env.EXTRA'],
  ['another user', { security: { user: { value: '0', at } } }, {}, 'warning security-agrees api user'],
  [
    'a folder that is kept on one side',
    { mounts: [{ at, target: '/data', kind: 'kept', source: 'data', isReadOnly: false }] },
    {},
    'error data-is-kept api volume:/data',
  ],
])('%s is named', (_, more, variables, expected) => {
  const other = copy('cluster', { containers: seen(containers(service('cluster', more, variables))) });
  expect(found(copy('compose'), other)).toEqual([expected]);
});

test('another value is named; a secret of another value is not, and is never shown', () => {
  const one = { LOG_LEVEL: text('info'), API_KEY: text('top'), URL: text('a') };
  const other = { LOG_LEVEL: text('debug'), API_KEY: text('hidden'), URL: { ...text('b'), from: 'secret' as const } };
  const made = compareCopies(
    copy('compose', { containers: seen(containers(service('compose', {}, one))) }),
    copy('cluster', { containers: seen(containers(service('cluster', {}, other))) }),
    new Map(),
  );
  expect(made.compared.findings).toMatchObject([{ key: 'env.LOG_LEVEL', message: expect.stringContaining('"debug"') }]);
  const alone = copy('cluster', { containers: seen(containers(service('cluster', {}, { API_KEY: text('hidden') }))) });
  const { findings } = compareCopies(copy('compose'), alone, new Map()).compared;
  expect(findings).toHaveLength(1);
  expect(JSON.stringify(findings)).not.toContain('hidden');
});

test('what Kubernetes gives every container is explained once; the same name in a file is meant', () => {
  const ofPlatform = (value: string): Variable => ({ at, value, from: 'image' });
  const variables = {
    KUBERNETES_SERVICE_HOST: ofPlatform('10.0.0.1'),
    API_PORT_80_TCP_ADDR: ofPlatform('10.0.0.2'),
    API_SERVICE_HOST: text('10.0.0.2'),
  };
  const other = copy('cluster', { containers: seen(containers(service('cluster', {}, variables))) });
  expect(found(copy('compose'), other)).toEqual([
    'info variable-on-both-sides api env.KUBERNETES_*',
    'warning variable-on-both-sides api env.API_SERVICE_HOST',
  ]);
});

test('the account that Kubernetes mounts into every pod is explained, and not missed in Compose', () => {
  const target = '/var/run/secrets/kubernetes.io/serviceaccount';
  const mounts = [{ at, target, kind: 'given' as const, source: 'kube-api-access-x', isReadOnly: true }];
  const other = copy('cluster', { containers: seen(containers(service('cluster', { mounts }))) });
  expect(found(copy('compose'), other)).toEqual([`info mount-on-both-sides api volume:${target}/*`]);
});

test('another image under the same name is named by its digest', () => {
  const other = copy('cluster', { containers: seen(containers(service('cluster'), { ...IMAGE, id: 'sha256:2' })) });
  expect(found(copy('compose'), other)).toEqual(['warning image-ids-agree api image.id']);
});

test('two engines that have different kinds of names for an image cannot tell: that is no agreement', () => {
  const pulled: RunningImage = { name: 'api:1', manifests: ['sha256:m'] };
  expect(isSameImage(IMAGE, pulled)).toBeUndefined();
  expect(isSameImage({ ...IMAGE, manifests: ['sha256:m'] }, pulled)).toBe(true);
  expect(isSameImage({ ...IMAGE, manifests: ['sha256:n'] }, pulled)).toBe(false);
  const other = copy('cluster', { containers: seen(containers(service('cluster'), pulled)) });
  expect(compareCopies(copy('compose'), other, new Map()).compared).toMatchObject({
    findings: [],
    unknown: [{ part: 'api', message: expect.stringContaining('whether api is the same image') }],
  });
});

test.each<[string, Partial<Snapshot>, string]>([
  [
    'a column that only one database has',
    {
      schema: seen([
        { kind: 'column', name: 'tasks.title', what: 'text NO' },
        { kind: 'column', name: 'tasks.x', what: '' },
      ]),
    },
    'error schema-agrees database column:tasks.x',
  ],
  [
    'a column of another type',
    { schema: seen([{ kind: 'column', name: 'tasks.title', what: 'varchar NO' }]) },
    'error schema-agrees database column:tasks.title',
  ],
  [
    'a row that was changed',
    { seed: seen({ tasks: [{ id: '1', title: 'Buy beer', created_at: 'TIME', extra: null }] }) },
    'warning seed-agrees database row:tasks/1',
  ],
  ['a row that is missing', { seed: seen({ tasks: [] }) }, 'warning seed-agrees database row:tasks/1'],
  [
    'another word in the OpenAPI document',
    { openapi: seen({ paths: { '/a': { get: { summary: 'B' } } } }) },
    'warning openapi-agrees api openapi:/paths/~1a/get/summary',
  ],
  [
    'a header that is missing',
    { answers: seen([{ name: 'frontend /', status: 200, headers: {} }]) },
    'warning headers-agree frontend header:x-frame-options',
  ],
  [
    'another status',
    { answers: seen([{ name: 'frontend /', status: 500, headers: {} }]) },
    'error headers-agree frontend answer:/',
  ],
])('%s is named', (_, more, expected) => {
  expect(found(copy('compose'), copy('cluster', more))).toEqual([expected]);
});

test('a column that only one database has is told once, not by every row', () => {
  const other = copy('cluster', {
    seed: seen({ tasks: [{ id: '1', title: 'Buy milk', created_at: 'TIME', x: null }] }),
  });
  expect(found(copy('compose'), other)).toEqual([]);
  expect(found({ ...other, runtime: 'compose', containers: copy('compose').containers }, copy('cluster'))).toEqual([]);
});

test('of many rows that differ the first are named and the others counted', () => {
  const rows = (title: string) => seen({ tasks: Array.from({ length: 15 }, (_, id) => ({ id, title })) });
  const { findings } = compareCopies(
    copy('compose', { seed: rows('a') }),
    copy('cluster', { seed: rows('b') }),
    new Map(),
  ).compared;
  expect(findings).toHaveLength(11);
  expect(findings.at(-1)?.message).toContain('5 more rows of tasks');
});

test('a header that several answers have otherwise is told once, by the parts that differ', () => {
  const answers = (policy: string) =>
    seen(['/', '/a'].map((path) => ({ name: `frontend ${path}`, status: 200, headers: { policy } })));
  const { findings } = compareCopies(
    copy('compose', { answers: answers("default-src 'self'; script-src 'self'") }),
    copy('cluster', { answers: answers("default-src 'self'; script-src *; img-src data:") }),
    new Map(),
  ).compared;
  expect(findings.map(({ message }) => message)).toEqual([
    `/, /a are answered with another policy: "script-src 'self'" in Compose, "script-src *; img-src data:" in the cluster.`,
  ]);
});

test('what could not be seen is unknown with its reason, what is not asked for is left out with a word', () => {
  const one = copy('compose', { schema: unseen('psql does not answer') });
  const other = copy('cluster', { seed: leftOut('left out: nobody says which') });
  const { compared, read } = compareCopies(one, other, new Map());
  expect(compared.unknown).toEqual([
    { at: { file: 'the copy of compose', line: 0 }, message: 'the schema of the database: psql does not answer' },
  ]);
  expect(read.notes).toContain('the rows of the seed: left out: nobody says which');
  const none = { openapi: leftOut('no reason'), answers: leftOut('no reason') };
  expect(compareCopies(copy('compose', none), copy('cluster', none), new Map()).read.notes).toContain(
    'the OpenAPI document, the headers of answers: no reason',
  );
});

test('native has no containers: the rest of it is compared', () => {
  const native = copy('native', { containers: leftOut('images, variables, users and mounts: left out') });
  const made = compareCopies(native, copy('compose', { seed: seen({ tasks: [] }) }), new Map());
  expect(made.read.notes[0]).toBe('images, variables, users and mounts: left out');
  expect(made.compared.findings).toMatchObject([
    { message: 'The row 1 of tasks is in native and not in Compose.', compose: { at: { file: 'the copy of native' } } },
  ]);
});

test('a service that does not run in the cluster is missing there, and a name of --map that nothing has is refused', () => {
  const none = { ...containers(service('cluster')).side, services: [] };
  const other = copy('cluster', { containers: seen({ side: none, images: new Map() }) });
  expect(found(copy('compose'), other)).toEqual(['error service-on-both-sides api service']);
  expect(() => compareCopies(copy('compose'), copy('cluster'), new Map([['nobody', 'Deployment/api']]))).toThrow(
    '--map names what does not run: nobody=Deployment/api.',
  );
});
