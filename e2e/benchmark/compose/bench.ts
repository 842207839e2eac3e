import { join } from 'node:path';
import { need } from '../../harness/command.ts';
import { copyRepository } from '../../harness/copy.ts';
import { createProject, type Project, type ProjectOptions } from '../../compose/project.ts';
import { cloneOf, type Run } from '../../harness/run.ts';

/** What all measurements work with. */
export interface Bench {
  docker: string;
  run: Run;
  /** Runs docker with these words, and gives what it says. */
  ask: (...words: string[]) => Promise<string>;
  /** The whole app with this target, of the run's shared copy of the sources. */
  project: (name: string, target: 'dev' | 'run') => Promise<Project>;
  /** One whose sources are edited. */
  editedProject: (name: string, options?: Pick<ProjectOptions, 'files'>) => Promise<Project>;
}

export async function openBench(docker: string, run: Run): Promise<Bench> {
  await copyRepository(cloneOf(run));
  return {
    docker,
    run,
    ask: (...words) => need([docker, ...words]),
    project: (name, target) => createProject({ docker, run, name, env: { APP_TARGET: target } }),
    editedProject: async (name, options = {}) =>
      createProject({ ...options, docker, run, name, folder: await copyRepository(join(run.folder, name)) }),
  };
}
