import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Environment } from '../../environment.ts';
import { askBriefly } from '../../system/ask.ts';
import { readYaml } from '../yaml/located.ts';
import type { Rendered } from './helm.ts';
import { shortened } from './helm.ts';
import { objectsOf } from './objects.ts';

const LIMITS = { limitMs: 30_000, limitCharacters: 64_000_000 };

const fileIn = (folder: string) =>
  ['kustomization.yaml', 'kustomization.yml', 'Kustomization']
    .map((name) => join(folder, name))
    .find((path) => existsSync(path));

export const isKustomization = (folder: string): boolean => fileIn(folder) !== undefined;

/** Builds a kustomization by kubectl. Which file an object comes from is not said there: the kustomization stands for all. */
export async function buildKustomization(folder: string, environment: Environment): Promise<Rendered> {
  const file = fileIn(folder) ?? folder;
  const at = { file, line: 1 };
  const { answer } = await askBriefly(['kubectl', 'kustomize', folder], '.', environment, LIMITS);
  if (answer.kind === 'ended' && answer.code === 0) {
    const { documents, problems } = readYaml(answer.out, file, { uniqueKeys: false, locate: () => at });
    return { objects: documents.flatMap(objectsOf), unknown: problems };
  }
  const why =
    answer.kind === 'ended'
      ? shortened(answer.err.trim().split('\n').at(-1) ?? '')
      : answer.kind === 'absent'
        ? 'there is no kubectl program. `evenkeel doctor cluster` says how to get it'
        : 'kubectl gave no answer';
  return { objects: [], unknown: [{ at, message: `the kustomization was not built: ${why}` }] };
}
