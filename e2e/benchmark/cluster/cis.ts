import { inSeconds, median, range, say, timeOf, until, type Figure } from '../figures.ts';
import type { Bench } from './bench.ts';

const ROUNDS = 3;

/** `tilt ci` in an empty namespace: no secrets, no data. The images are built. */
export async function cis(bench: Bench): Promise<Figure[]> {
  const namespace = await bench.namespace('ci');
  try {
    const copy = await bench.tiltCopy(namespace);
    const times: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      await copy.tilt('down');
      await namespace.kubectl('delete', 'persistentvolumeclaims,secrets', '--all');
      const left = () => namespace.kubectl('get', 'pods', '--output=name');
      await until('all pods are gone', async () => (await left()).trim() === '');
      times.push(await timeOf(() => copy.tiltAt('ci')));
      say(`  ${Math.round(times.at(-1) ?? 0)} ms`);
    }
    return [
      {
        what: '`tilt ci` from nothing, images cached',
        limit: '60 s',
        measured: `${inSeconds(median(times))} (${range(times)})`,
        command: 'tilt down; kubectl delete persistentvolumeclaims,secrets --all; tilt ci',
      },
    ];
  } finally {
    await namespace.remove();
  }
}
