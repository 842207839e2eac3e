import { parseArgs } from 'node:util';
import { beginRun } from '../harness/run.ts';
import { requirement } from '../requirements.ts';
import { openBench } from './cluster/bench.ts';
import { cis } from './cluster/cis.ts';
import { edits } from './cluster/edits.ts';
import { installs } from './cluster/installs.ts';
import { packages } from './cluster/packages.ts';
import { say, table, type Figure } from './figures.ts';

/**
 * Measures the charts and Tilt in the local cluster that kubectl points to, as docs/benchmark.md tells it:
 * `npm run benchmark:cluster -- --peer FOLDER`, or only some parts of it: `npm run benchmark:cluster -- installs`. FOLDER has
 * step 3-recommended of github.com/tilt-dev/tilt-example-nodejs. It works on copies in namespaces of their own.
 */
const parts = { cis, edits, packages, installs };
const programs = ['docker', 'cluster', 'helm', 'tilt'] as const;

const { positionals: chosen, values } = parseArgs({ allowPositionals: true, options: { peer: { type: 'string' } } });
const unknown = chosen.filter((name) => !Object.hasOwn(parts, name));
const found = programs.map((name) => requirement(name));
const missing = found.find(({ available }) => !available);
if (unknown.length > 0 || missing) {
  say(
    missing
      ? `Not run: ${missing.reason}.`
      : `There is no part ${unknown.join(', ')}: known are ${Object.keys(parts).join(', ')}.`,
  );
  process.exitCode = missing ? 3 : 2;
} else {
  const [docker = '', kubectl = '', helm = '', tilt = ''] = found.map(({ path }) => path);
  const { run, end } = beginRun({ docker, kubectl });
  const figures: Figure[] = [];
  try {
    const bench = await openBench({ docker, kubectl, helm, tilt, run, peer: values.peer });
    for (const [name, measure] of Object.entries(parts)) {
      if (chosen.length > 0 && !chosen.includes(name)) continue;
      say(name);
      // The figures of the others are worth having when one fails.
      const measured = await measure(bench).catch((error: unknown) => {
        say(`  ${error instanceof Error ? error.message : String(error)}`);
        process.exitCode = 1;
        return [];
      });
      figures.push(...measured);
    }
  } finally {
    await end();
  }
  process.stdout.write(`\n${table(figures)}`);
}
