import { relative } from 'node:path';
import { KnownProblem } from '../known-problem.ts';
import { notReached } from '../runtime/cluster.ts';
import type { AnyCopy, Search } from '../runtime/running.ts';
import { runningCopies } from '../runtime/running.ts';
import type { RunningCopy } from '../runtime/runtime.ts';
import { onlyOne } from '../runtime/runtime.ts';

/** A copy of the app that is up and has a backend. */
export type RunningApp = RunningCopy & { frontend: string; backend: string };

/**
 * Finds the copy of the app that is up.
 * @throws KnownProblem when none or several are up, or the one has no backend
 */
export async function runningApp(search: Search): Promise<RunningApp> {
  const copy = onlyOne(await runningCopies(search));
  if (!copy) {
    const { dataFolder } = search;
    const where =
      dataFolder === undefined ? '' : `: nothing runs on the data in ${relative(process.cwd(), dataFolder) || '.'}`;
    const elsewhere = dataFolder === undefined ? ' If its data lie elsewhere, name their folder with --data.' : '';
    throw new KnownProblem(`The app is not up${where}.`, `Start it: evenkeel up.${elsewhere}`);
  }
  const { frontend, backend } = copy;
  if (backend !== undefined) return { ...copy, frontend: frontend ?? backend, backend };
  throw withoutBackend(copy);
}

function withoutBackend(copy: AnyCopy): KnownProblem {
  switch (copy.runtime) {
    case 'cluster':
      return notReached(copy);
    case 'compose':
      return new KnownProblem(
        'Docker Compose is up without its backend: no such service runs and is published.',
        'Start it: docker compose up -d backend',
      );
    default:
      return new KnownProblem('The app that is up has no service called backend.', 'Name it so in evenkeel.yaml.');
  }
}
