import { requirement } from '../requirements.ts';
import { beginRun } from '../harness/run.ts';
import { openBench } from './compose/bench.ts';
import { builds } from './compose/builds.ts';
import { edits } from './compose/edits.ts';
import { say, table, type Figure } from './figures.ts';
import { sizes } from './compose/sizes.ts';
import { starts } from './compose/starts.ts';
import { ups } from './compose/ups.ts';

/**
 * Measures the images and Compose, as docs/benchmark.md tells it: `npm run benchmark:compose`, or only some parts of it:
 * `npm run benchmark:compose -- sizes starts`. It works on copies: the checkout, its images and a running copy stay as
 * they are.
 */
const parts = { sizes, starts, builds, ups, edits };

const chosen = process.argv.slice(2);
const unknown = chosen.filter((name) => !Object.hasOwn(parts, name));
const { available, reason, path = 'docker' } = requirement('docker');
if (unknown.length > 0 || !available) {
  say(
    available
      ? `There is no part ${unknown.join(', ')}: known are ${Object.keys(parts).join(', ')}.`
      : `Not run: ${reason}.`,
  );
  process.exitCode = available ? 2 : 3;
} else {
  const { run, end } = beginRun({ docker: path });
  const figures: Figure[] = [];
  try {
    const bench = await openBench(path, run);
    for (const [name, measure] of Object.entries(parts)) {
      if (chosen.length > 0 && !chosen.includes(name)) continue;
      say(name);
      figures.push(...(await measure(bench)));
    }
  } finally {
    await end();
  }
  process.stdout.write(`\n${table(figures)}`);
}
