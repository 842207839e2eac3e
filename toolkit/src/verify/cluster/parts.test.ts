import { expect, test } from 'vitest';
import { readAddresses, refuseAddresses } from '../addresses.ts';
import { backendInPage } from './from-outside.ts';
import { valuesOf } from './install.ts';
import { readSummaries } from './memory.ts';
import { idOf, isFirst } from './node-process.ts';
import { quantity, readObjects } from './objects.ts';
import { hiddenIn } from './running-app.ts';
import { isUp, troubleIn } from './until-up.ts';
import { wayHere } from './way-here.ts';

test.each([
  ['500m', 0.5],
  ['1', 1],
  ['1000m', 1],
  ['512Mi', 512 * 1024 ** 2],
  ['1Gi', 1024 ** 3],
  ['1G', 1e9],
])('%s is %d', (text, amount) => {
  expect(quantity(text)).toBe(amount);
});

test('what is no amount is none', () => {
  expect([quantity(undefined), quantity('lots'), quantity('1X')]).toEqual([Number.NaN, Number.NaN, Number.NaN]);
});

const address = (cidr: string) => ({
  address: cidr.split('/')[0] ?? '',
  netmask: '',
  family: 'IPv4' as const,
  cidr,
});
const own = ['127.0.0.1/8', '192.0.2.2/24', '192.168.49.1/24', '10.244.0.1/16'].map(address);

test.each([
  ['the node is this machine', ['192.0.2.2'], '192.0.2.2'],
  ['the node has an address of its own on this machine', ['127.0.0.1'], '127.0.0.1'],
  ['the node is a container beside this machine', ['192.168.49.2'], '192.168.49.1'],
  ['the node is elsewhere', ['203.0.113.7'], undefined],
  ['there are several nodes', ['192.168.49.2', '192.168.49.3'], undefined],
  ['there is none', [], undefined],
])('where pods reach this machine: %s', (_what, nodes, expected) => {
  expect(wayHere(nodes, own)).toBe(expected);
});

test('the first process of a container is the one that is number 1 inside', () => {
  expect(isFirst('Name:\tnode\nNSpid:\t7317\t1\nThreads:\t9')).toBe(true);
  expect(isFirst('Name:\tnode\nNSpid:\t7317\t11\n')).toBe(false);
  expect(isFirst('')).toBe(false);
  expect(idOf('containerd://3ef004')).toBe('3ef004');
});

test.each([
  [
    String.raw`<script>self.push("{\"backendUrl\":\"http://localhost:30001\",\"hint\":\"none\"}")</script>`,
    'http://localhost:30001',
  ],
  [String.raw`<script>self.push("{\"backendUrl\":\"\",\"hint\":\"none\"}")</script>`, ''],
  ['<html>Welcome to nginx</html>', undefined],
])('where the backend is, the page tells: %s', (html, expected) => {
  expect(backendInPage(html)).toBe(expected);
});

test('the memory of a pod is that of its containers', () => {
  const containers = [5, 7].map((workingSetBytes) => ({ name: 'x', memory: { workingSetBytes } }));
  const pods = [
    { podRef: { uid: 'a' }, containers },
    { podRef: { uid: 'b' }, containers: [{ name: 'x' }] },
  ];
  const texts = ['{"pods":[]}', JSON.stringify({ pods })];
  expect(['a', 'b', 'c'].map((uid) => readSummaries(texts, uid))).toEqual([12, 0, 0]);
});

test('a copy asks for little and reaches this machine; its limits are those of the charts', () => {
  const { data, backend, frontend } = valuesOf({ frontend: 31_000, backend: 31_001, here: '192.0.2.2' });
  const text = JSON.stringify({ data, backend, frontend });
  expect(text).not.toContain('limits');
  expect(text.match(/"cpu":"10m"/g)).toHaveLength(6);
  expect(backend).toMatchObject({
    service: { nodePort: 31_001 },
    config: { CORS_ORIGINS: 'http://localhost:31000' },
    seed: { enabled: true },
  });
  expect(JSON.stringify(backend)).toContain('192.0.2.2/32');
  expect(JSON.stringify(valuesOf({ frontend: 1, backend: 2, here: undefined }))).not.toContain('ipBlock');
});

const pod = (name: string, status: object, kind = 'ReplicaSet') => ({
  kind: 'Pod',
  metadata: { name, labels: { app: name }, ownerReferences: [{ kind, name }] },
  spec: { containers: [{ name, image: 'x' }] },
  status: { phase: 'Running', ...status },
});
const ready = { conditions: [{ type: 'Ready', status: 'True' }] };
const container = (state: object, more: object = {}) => ({
  containerStatuses: [{ name: 'x', ready: false, restartCount: 0, state, ...more }],
});
const job = (type: string) => ({
  kind: 'Job',
  metadata: { name: 'migrate' },
  spec: { template: { metadata: {}, spec: { containers: [] } } },
  status: { conditions: [{ type, status: 'True' }] },
});
const deployment = {
  kind: 'Deployment',
  metadata: { name: 'backend' },
  spec: { replicas: 1, template: { metadata: {}, spec: { containers: [] } } },
};

test('a copy is up when its pods are ready and its migration is done', () => {
  const is = (...objects: object[]) => isUp(readObjects([deployment, ...objects]));
  expect(is(pod('backend', ready), job('Complete'))).toBe(true);
  expect(is(pod('backend', ready), job('Failed'))).toBe(false);
  expect(is(pod('backend', ready))).toBe(false);
  expect(is(pod('backend', {}), job('Complete'))).toBe(false);
  expect(is(job('Complete'))).toBe(false);
});

test.each<[string, object, string | undefined, string?]>([
  ['is starting', container({ waiting: { reason: 'ContainerCreating' } }), undefined],
  [
    'waits for its database',
    container(
      { waiting: { reason: 'CrashLoopBackOff' } },
      { restartCount: 1, lastState: { terminated: { exitCode: 1 } } },
    ),
    undefined,
  ],
  [
    'has no image',
    container({ waiting: { reason: 'ErrImagePull', message: 'no such image' } }),
    'cannot start (ErrImagePull): no such image',
  ],
  [
    'lacks a secret',
    container({ waiting: { reason: 'CreateContainerConfigError', message: 'secret "x" not found' } }),
    'cannot start (CreateContainerConfigError): secret "x" not found',
  ],
  [
    'ends again and again',
    container({}, { restartCount: 3, lastState: { terminated: { exitCode: 2 } } }),
    'ends again and again, with exit code 2',
  ],
  ['of a Job has unusable settings', container({ terminated: { exitCode: 2 } }), 'ended with exit code 2', 'Job'],
  ['of a Job is tried again', container({ terminated: { exitCode: 1 } }), undefined, 'Job'],
])('a pod that %s', (_what, status, how, kind) => {
  expect(troubleIn(readObjects([pod('a', ready), pod('b', status, kind)]).pods)?.how).toBe(how);
});

test('an installation may have its database elsewhere', () => {
  const set = (name: string) => ({ ...deployment, kind: 'StatefulSet', metadata: { name } });
  expect(hiddenIn(readObjects([set('postgres'), set('redis')]), 'x')).toEqual({});
  expect(hiddenIn(readObjects([set('redis')]), 'x')).toEqual({
    postgres: 'no postgres of the data chart runs in the namespace x',
  });
});

test.each([
  ['native', { url: 'http://x' }, '--url is for an app in a cluster.'],
  ['compose', { namespace: 'x' }, '--namespace is for an app in a cluster.'],
  ['cluster', { 'port-offset': '10' }, '--port-offset is for an app that `evenkeel up` has started'],
  ['cluster', { url: 'http://x', context: 'y' }, '--url looks at an app from outside alone'],
  ['cluster', { url: 'http://x/path' }, '--url must be an address without a path'],
] as const)('wrong use under %s: %j', (runtime, options, message) => {
  expect(() => readAddresses(runtime, options)).toThrow(message);
});

test('a copy of its own has addresses of its own, and may be in a cluster that is named', () => {
  expect(() => refuseAddresses({ url: 'http://x' })).toThrow('--url is for an app that runs');
  expect(() => refuseAddresses({ namespace: 'x' })).toThrow('--namespace is for an app that runs');
  refuseAddresses({ context: 'kind-other' });
  expect(readAddresses('cluster', { context: 'kind-other' }).where.context).toBe('kind-other');
});
