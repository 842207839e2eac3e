import { inSeconds, median, range, ratio, say, type Figure } from '../figures.ts';
import { places, saveAndSee } from '../save.ts';
import type { Bench } from './bench.ts';
import { bareSync, tiltsExample, type Peer } from './peers.ts';

const EDITS = 10;
const WARM_UP = 2;

/** Save → new answer from the pod under `tilt up`, beside Tilt's own example and a bare sync, in turn; and the page's. */
export async function edits(bench: Bench): Promise<Figure[]> {
  const own = await bench.namespace('edits');
  const others = await bench.namespace('edits-others');
  // The example runs as root.
  await others.kubectl('label', 'namespace', others.name, 'pod-security.kubernetes.io/enforce-');
  const stops: (() => Promise<void>)[] = [];
  const remembered = (peer: Peer) => {
    stops.push(peer.stop);
    return peer;
  };
  try {
    const copy = await bench.tiltCopy(own);
    const up = await copy.up();
    stops.push(() => up.stop());
    const { folder } = copy;
    const { answer, page } = places({ folder, backend: 'http://localhost:8000', frontend: 'http://localhost:3000' });
    const bare = remembered(await bareSync(bench, others));
    const example = bench.peer ? remembered(await tiltsExample(bench, others, bench.peer)) : undefined;
    const measured = { answer, ...(example && { example }), bare, page };

    const times: Record<string, number[]> = {};
    for (let round = 0; round < EDITS + WARM_UP; round += 1) {
      const told: string[] = [];
      for (const [name, place] of Object.entries(measured)) {
        const took = await saveAndSee(place);
        told.push(`${name} ${Math.round(took)} ms`);
        if (round >= WARM_UP) (times[name] ??= []).push(took);
      }
      say(`  ${told.join(', ')}`);
    }
    const alone = (name: string) => `${inSeconds(median(times[name] ?? []))} (${range(times[name] ?? [])})`;
    const against = times['example'] && ratio(times['answer'] ?? [], times['example']);
    const command = 'tilt up; save; GET the forwarded port until the answer is the new one';
    return [
      {
        what: 'save → new answer from the pod, of Tilt’s own Node.js example',
        limit: '0.9',
        measured: against ? `${against}, medians of ${EDITS}` : `${alone('answer')}; not compared: no --peer`,
        command,
      },
      { what: 'save → a file in the pod, for comparison', limit: '', measured: alone('bare'), command },
      { what: `save → new page from the pod, median of ${EDITS}`, limit: '1.0 s', measured: alone('page'), command },
    ];
  } finally {
    for (const stop of stops) await stop();
    await Promise.all([own.remove(), others.remove()]);
  }
}
