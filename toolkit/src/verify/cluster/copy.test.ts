import { expect, test } from 'vitest';
import { createApp } from './app.ts';
import { createClusterCopy } from './copy.ts';
import { readObjects } from './objects.ts';
import type { Programs } from './programs.ts';

const container = { name: 'worker', image: 'backend:1.0.0' };
const deployment = {
  kind: 'Deployment',
  metadata: { name: 'backend-worker' },
  spec: { replicas: 1, template: { metadata: {}, spec: { containers: [container] } } },
};
const podOf = (name: string, more: object = {}) => ({
  kind: 'Pod',
  metadata: { name, uid: `uid-of-${name}`, ...more },
  spec: { containers: [container] },
  status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] },
});

test('a pod that is ending is not the one to be deleted: it may be gone by then', async () => {
  const pods = [podOf('a-ending', { deletionTimestamp: '2026-01-01T00:00:00Z' }), podOf('b-running')];
  const deleted: string[][] = [];
  let tell: ((line: string) => void) | undefined;
  const programs: Programs = {
    context: 'minikube',
    namespace: 'shop',
    async kubectl(args, { onLine } = {}) {
      if (args.includes('--watch')) {
        tell = onLine;
        onLine?.('ADDED uid-of-b-running ');
      }
      return { code: 0, out: '', err: '' };
    },
    async ask(args) {
      if (args[0] === 'get') return JSON.stringify({ items: pods });
      deleted.push(args.filter((arg) => /^[ab]-/.test(arg)));
      pods.splice(0, 2, podOf('c-next'));
      tell?.('DELETED uid-of-b-running 0');
      return '';
    },
    helm: async () => ({ code: 0, out: '', err: '' }),
  };
  const target = { runtime: 'cluster', frontendUrl: '', backendUrl: '', isDevelopment: false } as const;
  const stop = new AbortController().signal;
  const given = { target, objects: readObjects([deployment]), secrets: [], here: undefined, stop, isForwarded: false };
  await createClusterCopy(createApp('.', programs, undefined), given).replace?.('worker', 1);
  expect(deleted).toEqual([['b-running']]);
});

test('a container that ends at once and is started anew has given its reason in the log of before', async () => {
  const ended = { terminated: { exitCode: 2, reason: 'Error' } };
  const status = {
    phase: 'Running',
    containerStatuses: [
      {
        name: 'worker',
        ready: false,
        restartCount: 1,
        state: { running: { startedAt: '2026-01-01T00:00:00Z' } },
        lastState: ended,
      },
    ],
  };
  let replicas = 1;
  const programs: Programs = {
    context: 'minikube',
    namespace: 'shop',
    async kubectl(args) {
      if (args[0] === 'logs')
        return { code: 0, out: args.includes('--previous') ? 'REDIS_URL is no URL\n' : '', err: '' };
      return { code: 0, out: '', err: '' };
    },
    async ask(args) {
      if (args[0] === 'get') return JSON.stringify({ items: replicas === 0 ? [] : [{ ...podOf('a'), status }] });
      if (args.join(' ').includes('"/spec/replicas","value":0')) replicas = 0;
      return '';
    },
    helm: async () => ({ code: 0, out: '', err: '' }),
  };
  const target = { runtime: 'cluster', frontendUrl: '', backendUrl: '', isDevelopment: false } as const;
  const stop = new AbortController().signal;
  const given = { target, objects: readObjects([deployment]), secrets: [], here: undefined, stop, isForwarded: false };
  const copy = createClusterCopy(createApp('.', programs, undefined), given);
  expect(await copy.start('worker', { REDIS_URL: 'nowhere' })).toMatchObject({ code: 2 });
  expect(await copy.lines('worker')).toContain('REDIS_URL is no URL');
});
