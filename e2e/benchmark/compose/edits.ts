import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Bench } from './bench.ts';
import { inSeconds, median, range, ratio, say, type Figure } from '../figures.ts';
import { places, saveAndSee } from '../save.ts';
import { tsx, withTsx } from './starts.ts';

const EDITS = 10;
const WARM_UP = 2;

/** Save → new answer under `docker compose watch`: the backend's way beside Compose's own, in turn, and the page's. */
export async function edits(bench: Bench): Promise<Figure[]> {
  const image = await withTsx(bench);
  const context = join(bench.run.folder, 'tsx');
  const file = join(context, 'compose.json');
  const watched = { action: 'sync+restart', path: 'backend/src', target: '/app/backend/src' };
  // Only what can be built is watched.
  const build = { context, dockerfile: 'Dockerfile', target: 'tsx' };
  const backend = { image, build, entrypoint: tsx, command: [], develop: { watch: [watched] } };
  writeFileSync(file, JSON.stringify({ services: { backend } }));
  const ours = await bench.editedProject('edits');
  const others = await bench.editedProject('edits-tsx', { files: [file] });
  const watches = [await ours.watch(), await others.watch()];
  try {
    const times = { ours: [] as number[], others: [] as number[], page: [] as number[] };
    for (let round = 0; round < EDITS + WARM_UP; round += 1) {
      const took = {
        ours: await saveAndSee(places(ours).answer),
        others: await saveAndSee(places(others).answer),
        page: await saveAndSee(places(ours).page),
      };
      say(
        `  ${Object.entries(took)
          .map(([what, ms]) => `${what} ${Math.round(ms)} ms`)
          .join(', ')}`,
      );
      if (round < WARM_UP) continue;
      for (const what of ['ours', 'others', 'page'] as const) times[what].push(took[what]);
    }
    const command = 'docker compose watch; save; GET until the answer is the new one';
    return [
      {
        what: 'edit → new answer of the backend, of sync+restart under tsx',
        limit: '0.55',
        measured: `${ratio(times.ours, times.others)}, medians of ${EDITS}`,
        command,
      },
      {
        what: `edit → new page, median of ${EDITS}`,
        limit: '1.2 s',
        measured: `${inSeconds(median(times.page))} (${range(times.page)})`,
        command,
      },
    ];
  } finally {
    for (const watch of watches) await watch.stop();
    for (const project of [ours, others]) await project.down('--volumes');
  }
}
