import { existsSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { KnownProblem } from '../known-problem.ts';
import type { Project } from '../native/read-config.ts';
import { liveRun } from '../native/run-file.ts';

/** A copy of the app that `evenkeel up` runs. */
export interface RunningApp {
  dataFolder: string;
  pid: number;
  frontend: string;
  backend: string;
}

/**
 * Finds the copy of the app that is up.
 * @param dataFolder the one to look at; without it, all that lie in the project's folder
 * @throws KnownProblem when none or several are up
 */
export function runningApp({ root }: Project, dataFolder: string | undefined): RunningApp {
  const running = (dataFolder === undefined ? dataFolders(root) : [dataFolder]).flatMap((folder) => {
    const run = liveRun(folder);
    return run?.kind === 'up' ? [{ folder, run }] : [];
  });
  const [only, ...others] = running;
  if (!only) {
    const where = dataFolder === undefined ? '' : `: nothing runs on the data in ${shown(dataFolder)}`;
    const elsewhere = dataFolder === undefined ? ' If its data lie elsewhere, name their folder with --data.' : '';
    throw new KnownProblem(`The app is not up${where}.`, `Start it: evenkeel up.${elsewhere}`);
  }
  if (others.length > 0) {
    const list = running.map(({ folder, run }) => `\n  --data ${shown(folder)}  ${run.addresses['backend'] ?? ''}`);
    throw new KnownProblem(
      `${running.length} copies of the app are up:${list.join('')}`,
      'Say which one, with --data.',
    );
  }
  const { frontend, backend } = only.run.addresses;
  if (backend === undefined) {
    throw new KnownProblem('The app that is up has no service called backend.', 'Name it so in evenkeel.yaml.');
  }
  return { dataFolder: only.folder, pid: only.run.holder.pid, frontend: frontend ?? backend, backend };
}

function dataFolders(root: string): string[] {
  const folders = readdirSync(root, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return folders.map(({ name }) => join(root, name)).filter((folder) => existsSync(join(folder, 'running.json')));
}

function shown(folder: string): string {
  return relative(process.cwd(), folder) || '.';
}
