import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ComposeProject } from './project.ts';

interface Manifest {
  version?: string;
  workspaces?: string[];
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
}

/** The version of the project, and the packages that it needs only while it is developed. */
export function manifestOf({ root: folder }: ComposeProject): { version: string; onlyForDevelopment: string[] } {
  const root = readManifest(folder);
  const all = [root, ...(root.workspaces ?? []).map((workspace) => readManifest(join(folder, workspace)))];
  const needed = new Set(all.flatMap(({ dependencies }) => Object.keys(dependencies ?? {})));
  const development = all.flatMap(({ devDependencies }) => Object.keys(devDependencies ?? {}));
  return { version: root.version ?? '', onlyForDevelopment: development.filter((name) => !needed.has(name)) };
}

function readManifest(folder: string): Manifest {
  try {
    return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
  } catch {
    return {};
  }
}
