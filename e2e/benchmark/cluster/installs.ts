import { setTimeout as pause } from 'node:timers/promises';
import type { Namespace } from '../../cluster/namespace.ts';
import { charts } from '../../cluster/render.ts';
import { inSeconds, median, range, say, timeOf, until, type Figure } from '../figures.ts';
import type { Bench } from './bench.ts';

const ROUNDS = 3;
const IDLE_AFTER_MS = 60_000;
const quick = { probes: { readiness: { initialDelaySeconds: 1, periodSeconds: 1 } } };
const told = (times: number[]) => `${inSeconds(median(times))} (${range(times)})`;

/** `helm install` of the three charts → all pods ready; a pod that is deleted → as many ready as before; memory at rest. */
export async function installs(bench: Bench): Promise<Figure[]> {
  await bench.images();
  const times: number[] = [];
  const figures: Figure[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const namespace = await bench.namespace(`install-${round}`);
    try {
      await namespace.secrets();
      const time = await timeOf(async () => {
        for (const chart of charts) await namespace.install(chart);
        await namespace.ready(...charts);
      });
      say(`  installed and ready: ${Math.round(time)} ms`);
      times.push(time);
      if (round === ROUNDS - 1) {
        figures.push(await memory(namespace), ...(await replacements(namespace, 'as the charts have it')));
        for (const chart of ['backend', 'frontend'] as const) await namespace.install(chart, quick);
        await namespace.ready(...charts);
        figures.push(...(await replacements(namespace, 'probes.readiness 1/1')));
      }
    } finally {
      await namespace.remove();
    }
  }
  const first: Figure = {
    what: 'helm install of all three → all pods ready',
    limit: '45 s',
    measured: told(times),
    command: 'for chart in data backend frontend; do helm install $chart helm/$chart; done; kubectl rollout status …',
  };
  return [first, ...figures];
}

async function replacements(namespace: Namespace, how: string): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const [app, limit] of [
    ['backend', '6 s'],
    ['frontend', '5 s'],
  ] as const) {
    const times: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const standing = async () => (await namespace.pods(app)).filter(({ isEnding }) => !isEnding);
      const before = await standing();
      const [gone] = before;
      if (!gone) throw new Error(`There is no pod of ${app}.`);
      const isBack = async () => {
        const ready = (await standing()).filter(({ isReady, name }) => isReady && name !== gone.name);
        return ready.length === before.length;
      };
      const time = await timeOf(async () => {
        await namespace.kubectl('delete', 'pod', gone.name, '--wait=false');
        await until(`${app} is ready again`, isBack);
      });
      say(`  ${app}, ${how}: ${Math.round(time)} ms`);
      times.push(time);
    }
    figures.push({
      what: `pod deleted → ready again, ${app}, ${how}`,
      limit,
      measured: told(times),
      command: `kubectl delete pod --wait=false; kubectl get pods until as many are ready`,
    });
  }
  return figures;
}

interface Summary {
  pods: { podRef: { name: string; namespace: string }; memory?: { workingSetBytes?: number } }[];
}

/** What the kubelet itself says, which needs no metrics server. */
async function memory(namespace: Namespace): Promise<Figure> {
  await pause(IDLE_AFTER_MS);
  const nodes = (await namespace.kubectl('get', 'nodes', '--output=jsonpath={.items[*].metadata.name}')).split(' ');
  const summaries = await Promise.all(
    nodes.map((node) => namespace.kubectl('get', '--raw', `/api/v1/nodes/${node}/proxy/stats/summary`)),
  );
  const pods = summaries
    .flatMap((text) => (JSON.parse(text) as Summary).pods)
    .filter(({ podRef }) => podRef.namespace === namespace.name)
    .map((pod) => ({ name: pod.podRef.name, bytes: pod.memory?.workingSetBytes ?? NaN }))
    // A Job's pod that has ended has none.
    .filter(({ bytes }) => bytes > 0);
  const sum = pods.reduce((all, { bytes }) => all + bytes, 0);
  const each = pods.map(({ name, bytes }) => `${name.replace(/-[a-f0-9]+-\w+$/, '')} ${(bytes / 1e6).toFixed(0)}`);
  return {
    what: 'memory of all pods, idle',
    limit: '700 MB',
    measured: `${(sum / 1e6).toFixed(0)} MB (${each.join(', ')})`,
    command: 'kubectl get --raw /api/v1/nodes/NODE/proxy/stats/summary, workingSetBytes',
  };
}
