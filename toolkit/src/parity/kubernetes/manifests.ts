import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Unknown } from '../model.ts';
import { readYaml } from '../yaml/located.ts';
import type { Rendered } from './helm.ts';
import { objectsOf } from './objects.ts';

const LIMIT_FILES = 5_000;
const LIMIT_BYTES = 20_000_000;
const NOT_MANIFESTS = /^(?:node_modules|\.git|templates)$/;

/** Reads manifests: files, or all of a folder. */
export function readManifests(paths: readonly string[]): Rendered {
  const found: Rendered = { objects: [], unknown: [] };
  const files = paths.flatMap((path) => filesOf(path, found.unknown));
  for (const file of files) {
    const text = readText(file, found.unknown);
    if (text === undefined) continue;
    const { documents, problems } = readYaml(text, file, { uniqueKeys: false });
    found.objects.push(...documents.flatMap(objectsOf));
    found.unknown.push(...problems);
  }
  return found;
}

/** A symbolic link to a folder is not followed: it may lead in a circle. */
function filesOf(path: string, unknown: Unknown[]): string[] {
  const files: string[] = [];
  const walk = (each: string) => {
    for (const entry of readdirSync(each, { withFileTypes: true }).toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
      const inner = join(each, entry.name);
      if (entry.isDirectory() && !NOT_MANIFESTS.test(entry.name)) walk(inner);
      else if (/\.(ya?ml|json)$/.test(entry.name) && !entry.isDirectory()) files.push(inner);
    }
  };
  try {
    if (!statSync(path).isDirectory()) return [path];
    walk(path);
  } catch (error) {
    unknown.push({ at: { file: path, line: 1 }, message: `it cannot be read: ${(error as Error).message}` });
  }
  if (files.length <= LIMIT_FILES) return files;
  unknown.push({
    at: { file: path, line: 1 },
    message: `it has ${files.length} files; the first ${LIMIT_FILES} were read`,
  });
  return files.slice(0, LIMIT_FILES);
}

function readText(file: string, unknown: Unknown[]): string | undefined {
  const cannot = (message: string) => {
    unknown.push({ at: { file, line: 1 }, message });
    return undefined;
  };
  try {
    const content = readFileSync(file);
    if (content.length > LIMIT_BYTES) return cannot(`it is larger than ${LIMIT_BYTES / 1e6} MB`);
    if (content.includes(0)) return cannot('it is no text');
    return content.toString('utf8');
  } catch (error) {
    return cannot(`it cannot be read: ${(error as Error).message}`);
  }
}
