import type { TestProject } from 'vitest/node';
import { requirement } from '../requirements.ts';
import { copyRepository } from './copy.ts';
import { beginRun, cloneOf, type Run } from './run.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    composeRun: Run | undefined;
  }
}

/** One run for all test files, so that they share the images, and one keeper who clears up. */
export default async function setup(project: TestProject) {
  const { available, path = 'docker' } = lookForDocker();
  if (!available) return project.provide('composeRun', undefined);
  const { run, end } = beginRun(path);
  await copyRepository(cloneOf(run));
  project.provide('composeRun', run);
  return end;
}

/** What is required and missing, the tests tell, each file for itself. */
function lookForDocker() {
  try {
    return requirement('docker');
  } catch {
    return { available: false };
  }
}
