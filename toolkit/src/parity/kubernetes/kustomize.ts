import { existsSync, readdirSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import type { Environment } from '../../environment.ts';
import { askBriefly } from '../../system/ask.ts';
import { readYaml } from '../yaml/located.ts';
import type { Rendered } from './helm.ts';
import { shortened } from './helm.ts';
import { kustomizationIn, readSources, withPlaces } from './kustomize-sources.ts';
import { objectsOf } from './objects.ts';

const LIMITS = { limitMs: 30_000, limitCharacters: 64_000_000 };

export const isKustomization = (folder: string): boolean => kustomizationIn(folder) !== undefined;

/** Builds a kustomization by kubectl. What it says is looked for in the files that it is made of, for their lines. */
export async function buildKustomization(folder: string, environment: Environment): Promise<Rendered> {
  const file = kustomizationIn(folder) ?? folder;
  const at = { file, line: 1 };
  const { answer } = await askBriefly(['kubectl', 'kustomize', folder], '.', environment, LIMITS);
  if (answer.kind === 'ended' && answer.code === 0) {
    const { documents, problems } = readYaml(answer.out, file, { uniqueKeys: false, locate: () => at });
    const sources = readSources(folder);
    return { objects: documents.flatMap(objectsOf).map((each) => withPlaces(each, sources)), unknown: problems };
  }
  const why =
    answer.kind === 'ended'
      ? (missingFile(answer.err) ?? shortened(answer.err.trim().split('\n').at(-1) ?? ''))
      : answer.kind === 'absent'
        ? 'there is no kubectl program. `evenkeel doctor cluster` says how to get it'
        : 'kubectl gave no answer';
  return { objects: [], unknown: [{ at, message: `the kustomization was not built: ${why}` }] };
}

/** A file that a generator wants is often not in git, because it holds secrets; one to begin with may lie beside it. */
export function missingFile(said: string): string | undefined {
  const [, path] = /loading KV pairs: .* lstat (.+): no such file/.exec(said) ?? [];
  if (path === undefined) return undefined;
  const [folder, name] = [dirname(path), basename(path)];
  const isSample = (each: string) =>
    each !== name && each.startsWith(name) && /sample|example|template|dist/i.test(each);
  const sample = existsSync(folder) ? readdirSync(folder).find(isSample) : undefined;
  const shown = relative('.', path);
  const how = sample ? `copy ${join(dirname(shown), sample)} to it` : 'make it, with any values where they are secrets';
  return `a generator of it wants ${shown}, which is not there (kept out of git, most likely): ${how}`;
}
