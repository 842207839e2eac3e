import { join } from 'node:path';
import { need } from '../harness/command.ts';
import { plainEnvironment } from '../harness/environment.ts';
import { cloneOf, type Run } from '../harness/run.ts';

const LIMIT_MS = 900_000;
const programs = ['backend', 'frontend'] as const;
type Program = (typeof programs)[number];

/** What values.image of a chart is for an image of the run. */
export interface Image {
  repository: string;
  tag: string;
}

interface Options {
  target?: 'run' | 'dev';
  tag?: string;
  folder?: string;
  only?: Program;
}

/**
 * Builds an image of each program, from the run's clone or another folder, with names of the run, so that those of a user's
 * copy stay what they are. Nothing is done twice: layers that are there stay.
 */
export async function buildImages(
  { docker, run }: { docker: string; run: Run },
  { target = 'run', tag = target, folder = cloneOf(run), only }: Options = {},
): Promise<Record<Program, Image>> {
  const images = programs.map((name) => [name, { repository: `${run.name}-${name}`, tag }] as const);
  for (const [name, { repository }] of images) {
    if (only !== undefined && only !== name) continue;
    const words = [
      '--quiet',
      '--target',
      target,
      '--tag',
      `${repository}:${tag}`,
      '--file',
      join(folder, `Dockerfile.${name}`),
    ];
    await need([docker, 'build', ...words, folder], { env: plainEnvironment(), limitMs: LIMIT_MS });
  }
  return Object.fromEntries(images) as Record<Program, Image>;
}
