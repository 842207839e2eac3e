import type { TestProject } from 'vitest/node';
import { requirement, type RequirementName } from '../requirements.ts';
import { copyRepository } from './copy.ts';
import { beginRun, cloneOf, type Run } from './run.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    run: Run | undefined;
  }
}

type Begun = { run: Run; end: () => Promise<void> } | undefined;

// Each project of vitest loads this file for itself, in the same process.
const place = globalThis as { evenkeelTestRun?: Promise<Begun> };

/** One run for all test files of all projects, so that they share the images, and one keeper who clears up. */
export default async function setup(project: TestProject) {
  const begun = await (place.evenkeelTestRun ??= begin());
  project.provide('run', begun?.run);
  return async () => {
    delete place.evenkeelTestRun;
    await begun?.end();
  };
}

async function begin(): Promise<Begun> {
  const docker = pathOf('docker');
  const kubectl = pathOf('cluster');
  if (!docker && !kubectl) return undefined;
  const begun = beginRun({ docker, kubectl });
  await copyRepository(cloneOf(begun.run));
  return begun;
}

/** What is required and missing, the tests tell, each file for itself. */
function pathOf(name: RequirementName): string | undefined {
  try {
    return requirement(name).path;
  } catch {
    return undefined;
  }
}
