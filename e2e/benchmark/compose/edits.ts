import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Project } from '../../compose/project.ts';
import type { Bench } from './bench.ts';
import { inSeconds, median, range, ratio, say, timeOf, until, type Figure } from './figures.ts';
import { tsx, withTsx } from './starts.ts';

const EDITS = 10;
const WARM_UP = 2;
// As a person saves: whatever an edit sets off is over by then.
const PAUSE_MS = 3_000;

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
        ours: await answerOf(ours),
        others: await answerOf(others),
        page: await pageOf(ours),
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

const answerOf = (project: Project) =>
  saveAndSee(
    project,
    'backend/src/platform/http.ts',
    /described at \/docs\.[^`]*/,
    `${project.backend}/nothing`,
    (mark) => `described at /docs. ${mark}`,
  );
const pageOf = (project: Project) =>
  saveAndSee(project, 'frontend/src/app/page.tsx', /title: '[^']*'/, project.frontend, (mark) => `title: '${mark}'`);

let saves = 0;
async function saveAndSee(project: Project, file: string, from: RegExp, url: string, to: (mark: string) => string) {
  const path = join(project.folder, file);
  const source = readFileSync(path, 'utf8');
  if (!from.test(source)) throw new Error(`${file} has no ${from.source}.`);
  const mark = `save-${++saves}-`;
  const shows = async () => (await fetch(url).then((answer) => answer.text())).includes(mark);
  await until(`${url} answers`, async () => (await fetch(url)).status < 500);
  const time = await timeOf(async () => {
    writeFileSync(path, source.replace(from, to(mark)));
    await until(`${url} shows the edit`, shows);
  });
  await pause(PAUSE_MS);
  return time;
}
