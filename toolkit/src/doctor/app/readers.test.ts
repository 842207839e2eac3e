import { expect, test } from 'vitest';
import { imagesOfWorkloads, readNodes } from './read-images.ts';
import { readNodePorts } from './read-node-ports.ts';
import { readPods } from './read-pods.ts';

const now = new Date('2026-01-01T00:01:00Z');
const podOf = (name: string, status: object, more: object = {}) => ({
  metadata: { name, creationTimestamp: '2026-01-01T00:00:00Z', ...more },
  status: { phase: 'Pending', ...status },
});
const container = (state: object, more: object = {}) => ({
  containerStatuses: [{ name: 'api', image: 'app:1', ready: false, restartCount: 0, state, ...more }],
});
const read = (pods: object[], events: object[] = []) =>
  readPods(JSON.stringify({ items: pods }), JSON.stringify({ items: events }), now);

test('a container says why it waits, on one line of a bearable length', () => {
  const waiting = { reason: 'ErrImagePull', message: `no\nsuch ${'x'.repeat(300)}` };
  const [pod] = read([podOf('a', container({ waiting }))]) ?? [];
  expect(pod).toMatchObject({ name: 'a', isReady: false, reason: 'ErrImagePull', image: 'app:1', ageSeconds: 60 });
  expect(pod?.message).toMatch(/^no such x+…$/);
  expect(pod?.message).toHaveLength(160);
});

test.each<[string, object, string, string]>([
  [
    'one that crashes again and again',
    container({ waiting: { reason: 'CrashLoopBackOff', message: 'back-off' } }, { restartCount: 3 }),
    'CrashLoopBackOff',
    'api has ended 3 times. back-off',
  ],
  [
    'one that has failed',
    container({ terminated: { reason: 'Error', exitCode: 2 } }),
    'Error',
    'api ended with exit code 2.',
  ],
  [
    'no node',
    { conditions: [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message: '0/1 nodes' }] },
    'Unschedulable',
    '0/1 nodes',
  ],
  ['one that is being made', container({ waiting: { reason: 'ContainerCreating' } }), 'FailedMount', 'newest'],
  ['one that runs and is not ready', container({ running: {} }), 'FailedMount', 'newest'],
])('%s is told by its state, or else by the last Warning', (_what, status, reason, message) => {
  const event = (text: string, name = 'a') => ({ involvedObject: { name }, reason: 'FailedMount', message: text });
  const events = [event('older'), event('newest'), event('of another', 'b')];
  expect(read([podOf('a', status)], events)).toMatchObject([{ reason, message }]);
});

test('pods that have done their work, or are ending, do not count', () => {
  const ready = { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] };
  const pods = [
    podOf('job', { phase: 'Succeeded' }),
    podOf('old', {}, { deletionTimestamp: 'x' }),
    podOf('new', ready),
  ];
  expect(read(pods)).toMatchObject([{ name: 'new', isReady: true }]);
  expect(readPods('words', '', now)).toBeUndefined();
});

const node = (images: (string[] | null)[], nodeInfo: object) => ({
  status: { images: images.map((names) => ({ names })), nodeInfo },
});

test('images of a node are called as people call them, and a full list may be cut', () => {
  const nodeInfo = { containerRuntimeVersion: 'containerd://2.0', machineID: 'm' };
  const items = [node([['docker.io/library/app:1', 'docker.io/me/app@sha256:1'], null], nodeInfo)];
  expect(readNodes(JSON.stringify({ items }), 'm')).toEqual({
    names: ['app:1', 'me/app@sha256:1'],
    isCut: false,
    isThisEngine: false,
  });
  const full = [
    node(
      Array.from({ length: 50 }, () => null),
      { containerRuntimeVersion: 'docker://26', machineID: 'm' },
    ),
  ];
  expect(readNodes(JSON.stringify({ items: full }), 'm')).toMatchObject({ isCut: true, isThisEngine: true });
  expect(readNodes(JSON.stringify({ items: full }), 'another')).toMatchObject({ isThisEngine: false });
  expect(readNodes('words', 'm')).toBeUndefined();
});

test('images of workloads are read once each', () => {
  const workload = (image: string) => ({ spec: { template: { spec: { containers: [{ image }] } } } });
  expect(imagesOfWorkloads(JSON.stringify({ items: [workload('a:1'), workload('b:1'), workload('a:1')] }))).toEqual([
    'a:1',
    'b:1',
  ]);
  expect(imagesOfWorkloads('words')).toEqual([]);
});

test('a NodePort is judged where the Service has it, and else where the chart would put it', () => {
  const service = (namespace: string, name: string, nodePort: number) => ({
    metadata: { name, namespace },
    spec: { ports: [{ nodePort }] },
  });
  const items = [service('shop', 'api', 30_210), service('other', 'web', 30_000)];
  const wanted = new Map([
    ['api', 30_001],
    ['app', 30_000],
    ['more', 30_002],
  ]);
  expect(readNodePorts(JSON.stringify({ items }), 'shop', wanted)).toEqual([
    { service: 'api', port: 30_210, holder: 'shop/api' },
    { service: 'app', port: 30_000, holder: 'other/web' },
    { service: 'more', port: 30_002, holder: undefined },
  ]);
  expect(readNodePorts('words', 'shop', wanted)).toBeUndefined();
});
