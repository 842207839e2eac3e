import { join } from 'node:path';
import { afterAll, beforeEach, describe, inject } from 'vitest';
import { requirement } from '../requirements.ts';
import { copyRepository } from '../harness/copy.ts';
import { createProject, type Project, type ProjectOptions } from './project.ts';
import type { Run } from '../harness/run.ts';

/** Makes the projects of a test file. */
export interface World {
  docker: string;
  run: Run;
  project: (name: string, options?: Omit<ProjectOptions, 'docker' | 'run' | 'name'>) => Promise<Project>;
  /** One whose sources the test edits. */
  editedProject: (name: string, options?: Pick<ProjectOptions, 'env'>) => Promise<Project>;
}

/** Tests with a real engine, or the reason why they are not run. All projects' logs are shown when a test fails. */
export function describeWithDocker(title: string, define: (world: World) => void) {
  const { available, reason, path = 'docker' } = requirement('docker');
  const run = inject('run');
  describe.skipIf(!available || !run)(`${title}${available ? '' : `, not run: ${reason}`}`, () => {
    const projects: Project[] = [];
    beforeEach(({ onTestFailed }) => {
      onTestFailed(async () => {
        for (const project of projects) process.stderr.write(await project.tellAll(`\nLogs of ${project.name}:`));
      });
    });
    // The keeper would do it too, but only at the end of the run.
    afterAll(async () => {
      for (const project of projects) await project.down('--volumes');
    });
    const world: World = {
      docker: path,
      run: run ?? { name: '', folder: '' },
      async project(name, options = {}) {
        const project = await createProject({ ...options, docker: world.docker, run: world.run, name });
        projects.push(project);
        return project;
      },
      async editedProject(name, options = {}) {
        const folder = await copyRepository(join(world.run.folder, name));
        return world.project(name, { ...options, folder });
      },
    };
    define(world);
  });
}
