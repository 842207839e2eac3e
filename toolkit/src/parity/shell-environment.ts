import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import type { Environment } from '../environment.ts';

/**
 * The environment without what Node itself has read from the files of --env-file: it takes that option for its own,
 * wherever it stands, and its rules for such files are not those of Compose.
 */
export function withoutFiles(environment: Environment, files: readonly string[]): Environment {
  const left = { ...environment };
  for (const [name, value] of Object.entries(Object.assign({}, ...files.map(read)) as NodeJS.Dict<string>)) {
    if (left[name] === value) delete left[name];
  }
  return left;
}

function read(file: string): NodeJS.Dict<string> {
  try {
    return parseEnv(readFileSync(file, 'utf8'));
  } catch {
    return {};
  }
}
