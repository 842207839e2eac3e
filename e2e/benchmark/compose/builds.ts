import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { copyRepository } from '../../harness/copy.ts';
import { need } from '../../harness/command.ts';
import type { Bench } from './bench.ts';
import { ratio, say, timeOf, type Figure } from '../figures.ts';

const COLD_ROUNDS = 2;
const CHANGES_EACH = 3;
const EDITED = 'backend/src/platform/http.ts';

/**
 * A rebuild after a one-line change, beside a build from nothing. Nothing of the machine's build cache is thrown away: the
 * cold build leaves its layers out, and has an npm cache of its own, which is new.
 */
export async function builds({ docker, run, ask }: Bench): Promise<Figure[]> {
  const folder = await copyRepository(join(run.folder, 'builds'));
  const dockerfile = join(folder, 'Dockerfile.backend');
  const original = readFileSync(dockerfile, 'utf8');
  const source = readFileSync(join(folder, EDITED), 'utf8');
  // By the label the keeper knows an image whose name the next build has taken.
  const label = ['--label', `com.docker.compose.project=${run.name}`];
  const build = (tag: string, ...words: string[]) =>
    need([
      docker,
      'build',
      '--progress',
      'plain',
      ...label,
      ...words,
      '--tag',
      `${run.name}-${tag}:run`,
      '--file',
      dockerfile,
      folder,
    ]);
  const cold: number[] = [];
  const warm: number[] = [];
  for (let round = 0; round < COLD_ROUNDS; round += 1) {
    const cache = `${run.name}-npm-${round}`;
    writeFileSync(dockerfile, original.replaceAll('target=/tmp/npm', `id=${cache},target=/tmp/npm`));
    cold.push(await timeOf(() => build('cold', '--no-cache')));
    say(`  cold: ${Math.round(cold.at(-1) ?? 0)} ms`);
    for (let change = 0; change < CHANGES_EACH; change += 1) {
      writeFileSync(join(folder, EDITED), `${source}\nexport const changed = '${round}-${change}';\n`);
      let log = '';
      warm.push(await timeOf(async () => (log = await build('changed'))));
      say(`  changed: ${Math.round(warm.at(-1) ?? 0)} ms`);
      if (installs(log)) throw new Error('A change of the code has installed the packages anew.');
    }
    await ask('builder', 'prune', '--force', '--filter', `description~=${cache}`).catch(() => '');
  }
  return [
    {
      what: 'rebuild of the backend after a one-line change, of a cold build',
      limit: '0.35',
      measured: ratio(warm, cold),
      command:
        'docker build -f Dockerfile.backend . after an edit of backend/src; the same with --no-cache and no npm cache',
    },
  ];
}

/** Whether the step with npm ci was run, and not taken from the cache. */
function installs(log: string): boolean {
  const steps = [...log.matchAll(/^#(\d+) \[.*npm ci/gm)].map(([, step]) => step);
  if (steps.length === 0) throw new Error('The log of the build has no npm ci.');
  return !steps.every((step) => log.includes(`\n#${step} CACHED`));
}
