import { expect, test } from 'vitest';
import { usersOfKeys } from './users.ts';

const workload = (kind: string, name: string, pod: object) => ({
  kind,
  metadata: { name },
  spec: { template: { spec: { containers: [], ...pod } } },
});
const variable = (name: string, key: string) => ({ env: [{ valueFrom: { secretKeyRef: { name, key } } }] });

const text = JSON.stringify({
  items: [
    workload('Deployment', 'by-key', { containers: [{ env: [{ value: 'x' }] }, variable('a', 'one')] }),
    workload('Deployment', 'by-other-key', { containers: [variable('a', 'two')] }),
    workload('Deployment', 'of-other-secret', { containers: [variable('b', 'one')] }),
    workload('StatefulSet', 'whole', {
      containers: [{ envFrom: [{ configMapRef: {} }, { secretRef: { name: 'a' } }] }],
    }),
    workload('Deployment', 'first', { initContainers: [variable('a', 'one')] }),
    workload('Deployment', 'files', { volumes: [{ emptyDir: {} }, { secret: { secretName: 'a' } }] }),
  ],
});

test('those that have read a key are found, in every way that a pod can read it', () => {
  expect(usersOfKeys(text, [{ secret: 'a', key: 'one' }])).toEqual([
    'deployment/by-key',
    'statefulset/whole',
    'deployment/first',
    'deployment/files',
  ]);
});

test('a text that is nothing of the kind names nobody', () => {
  expect(usersOfKeys('words', [{ secret: 'a', key: 'one' }])).toEqual([]);
});
