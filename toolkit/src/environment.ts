// oxlint-disable node/no-process-env -- the one reader of this program's environment
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';

export type Environment = Readonly<Record<string, string | undefined>>;

/** The environment that this process was started with. */
export function processEnvironment(): Environment {
  return process.env;
}

/** Gives a variable to this process and to all that it starts from now on, unless it is set; empty is not set. */
export function setDefault(name: string, value: string): void {
  process.env[name] ||= value;
}

/** The variables of the project's `.env`; none when there is no such file. */
export function readDotEnv(root: string): Environment {
  try {
    return parseEnv(readFileSync(join(root, '.env'), 'utf8'));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return {};
    throw error;
  }
}
