import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { EXIT } from '../exit-codes.ts';
import { KnownProblem } from '../known-problem.ts';
import { parseYamlFile } from '../yaml-file.ts';
import type { ClusterConfig, ComposeConfig, NativeConfig } from './config.ts';
import { evenkeelFile } from './config.ts';
import { clusterRule, rules } from './config-rules.ts';

export const FILE = 'evenkeel.yaml';

export interface Project {
  /** The folder of evenkeel.yaml, without symbolic links. */
  root: string;
  native: NativeConfig;
  compose: ComposeConfig;
  cluster: ClusterConfig;
}

/**
 * Finds and reads the evenkeel.yaml of the folder or of the nearest one above it.
 * @throws KnownProblem that names every mistake with file:line
 */
export function readProject(from: string): Project {
  const root = findRoot(from);
  const file = join(root, FILE);
  const shown = relative(from, file) || FILE;
  return { root, ...parseFile(readFileSync(file, 'utf8'), shown) };
}

function findRoot(from: string): string {
  for (let folder = realpathSync(from); ; folder = dirname(folder)) {
    if (existsSync(join(folder, FILE))) return folder;
    if (folder === dirname(folder)) break;
  }
  throw new KnownProblem(
    `There is no ${FILE} in ${from} or in any folder above it.`,
    'Run the command in your project, or write the file: the README of the package evenkeel shows one.',
    EXIT.wrongUse,
  );
}

/** The section `native` of a text. */
export function parseConfig(text: string, shown: string): NativeConfig {
  return parseFile(text, shown).native;
}

function parseFile(text: string, shown: string): Omit<Project, 'root'> {
  return parseYamlFile(evenkeelFile, text, shown, (data) => [
    ...rules.flatMap((rule) => rule(data.native)).map(({ path, message }) => ({ path: ['native', ...path], message })),
    ...clusterRule(data),
  ]);
}
