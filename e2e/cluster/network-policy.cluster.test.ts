import { beforeAll, describe, expect, test } from 'vitest';
import { isRequired } from '../requirements.ts';
import type { Namespace } from './namespace.ts';
import { connect, podOf, startPod } from './probe.ts';
import { describeWithCluster, lookForCluster } from './world.ts';

// A policy takes a second or two until every node goes by it; how long is waited for what a busy machine delays.
const TAKES_EFFECT_MS = 10_000;
const BECOMES_WITHIN_MS = 40_000;
const denyAll = {
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name: 'deny-all' },
  spec: { podSelector: {}, policyTypes: ['Ingress'] },
};

/** Tries it: most local clusters take NetworkPolicies and do not go by them. */
async function reasonAgainst(): Promise<string | undefined> {
  const { world, reason } = lookForCluster();
  if (reason !== undefined) return reason;
  const place = await world.namespace('policies');
  try {
    const { repository, tag } = (await world.images()).backend;
    const address = await startPod(place, podOf('listener', `${repository}:${tag}`, [3000]));
    await startPod(place, podOf('stranger', `${repository}:${tag}`));
    await place.demand([world.kubectl, 'apply', '--filename=-'], { input: JSON.stringify(denyAll) });
    const limit = performance.now() + TAKES_EFFECT_MS;
    while (performance.now() < limit) {
      if ((await connect(place, 'stranger', address, 3000)) === 'closed') return undefined;
    }
  } finally {
    await place.remove('--wait=false');
  }
  const missing = 'this cluster’s network does not enforce NetworkPolicies (Minikube does with --cni=calico)';
  if (isRequired('network-policies')) throw new Error(`EVENKEEL_REQUIRE asks for network-policies: ${missing}.`);
  return missing;
}

const reason = await reasonAgainst();

describeWithCluster(
  'NetworkPolicies',
  (world) => {
    let copy: Namespace;
    let outside: string;
    beforeAll(async () => {
      copy = await world.namespace('network');
      await copy.installAll();
      const { repository, tag } = (await world.images()).backend;
      outside = await startPod(copy, podOf('outside', `${repository}:${tag}`, [443, 5432, 6379, 8443]));
      await startPod(copy, podOf('stranger', `${repository}:${tag}`));
    });
    const pod = async (app: string) => (await copy.pods(app)).find(({ isEnding }) => !isEnding)?.name ?? '';
    async function becomes(from: string, host: string, port: number, what: string) {
      await expect
        .poll(() => connect(copy, from, host, port), { timeout: BECOMES_WITHIN_MS, interval: 100 })
        .toBe(what);
    }

    test.each([
      ['frontend', 3000, 'open'],
      ['backend', 8000, 'open'],
      ['postgres', 5432, 'closed'],
      ['redis', 6379, 'closed'],
    ])('somebody who is no part of the app finds %s:%i %s', async (host, port, what) => {
      await becomes('stranger', host, port, what);
    });

    describe.each(['backend', 'backend-worker'])('%s', (app) => {
      test.each([
        ['postgres', 5432, 'open'],
        ['redis', 6379, 'open'],
        ['a language model', 443, 'open'],
        ['a database outside', 5432, 'open'],
        ['a Redis outside', 6379, 'closed'],
        ['anything else', 8443, 'closed'],
        ['frontend', 3000, 'closed'],
      ])('finds %s at port %i %s', async (host, port, what) => {
        await becomes(await pod(app), / /.test(host) ? outside : host, port, what);
      });
    });

    test.each([
      ['backend', 8000, 'open'],
      ['postgres', 5432, 'closed'],
      ['redis', 6379, 'closed'],
      ['anything outside', 443, 'closed'],
    ])('frontend finds %s at port %i %s', async (host, port, what) => {
      await becomes(await pod('frontend'), / /.test(host) ? outside : host, port, what);
    });

    test('PostgreSQL and Redis ask nobody', async () => {
      for (const name of ['postgres-0', 'redis-0']) {
        const command = `timeout 3 bash -c '</dev/tcp/${outside}/443' && echo open || echo closed`;
        expect(await copy.exec(name, 'bash', '-c', command), name).toContain('closed');
      }
    });

    test('the tests of the charts pass all the same', async () => {
      for (const chart of ['data', 'backend', 'frontend'])
        expect(await copy.helm('test', chart)).toContain('Succeeded');
    });

    test('networkPolicy.egress says what else the backend and the frontend reach', async () => {
      const networkPolicy = { egress: [{ ports: [{ port: 8443 }] }] };
      await copy.install('backend', { networkPolicy });
      await copy.install('frontend', { networkPolicy });
      await copy.ready('backend', 'frontend');
      for (const app of ['backend', 'frontend']) {
        await becomes(await pod(app), outside, 8443, 'open');
        await becomes(await pod(app), outside, 443, 'closed');
      }
      await becomes(await pod('backend'), 'postgres', 5432, 'open');
    });
  },
  reason,
);
