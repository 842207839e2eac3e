/**
 * What a test needs from the machine beyond Node. A missing part means that the tests that need it are not run, with
 * the reason in their title; EVENKEEL_REQUIRE (a comma list) turns "not run" into a failure, so that CI cannot go
 * green by testing less.
 */
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

export type RequirementName = 'browser' | 'pgbouncer' | 'redis';

export interface Requirement {
  available: boolean;
  /** Why it is not available, ready for a test's title; absent when it is. */
  reason?: string;
  /** The program that was found. */
  path?: string;
}

const programs: Record<RequirementName, { variable: string; names: string[]; missing: string }> = {
  browser: {
    variable: 'CHROMIUM_PATH',
    names: ['chromium', 'chromium-browser', 'google-chrome'],
    missing: 'no Chromium: install it or set CHROMIUM_PATH',
  },
  pgbouncer: {
    variable: 'PGBOUNCER_PATH',
    names: ['pgbouncer'],
    missing: 'no PgBouncer: install pgbouncer or set PGBOUNCER_PATH',
  },
  redis: {
    variable: 'REDIS_SERVER_PATH',
    names: ['redis-server'],
    missing: 'no Redis: install redis-server or set REDIS_SERVER_PATH',
  },
};

/**
 * Looks for a part that a test needs.
 * @throws when EVENKEEL_REQUIRE names a part that is missing, or one that nobody knows.
 */
export function requirement(name: RequirementName, env: NodeJS.ProcessEnv = process.env): Requirement {
  const required = listOf(env['EVENKEEL_REQUIRE']);
  const unknown = required.filter((each) => !Object.hasOwn(programs, each));
  if (unknown.length > 0) {
    throw new Error(`EVENKEEL_REQUIRE names ${unknown.join(', ')}; known are ${Object.keys(programs).join(', ')}.`);
  }
  const { variable, names, missing } = programs[name];
  const chosen = env[variable];
  const path = chosen ? (isExecutable(chosen) ? chosen : undefined) : findOnPath(names, env['PATH']);
  if (path) return { available: true, path };
  const reason = chosen ? `${variable} names ${chosen}, which cannot be run` : missing;
  if (required.includes(name)) throw new Error(`EVENKEEL_REQUIRE asks for ${name}: ${reason}.`);
  return { available: false, reason };
}

function listOf(value = ''): string[] {
  return value
    .split(',')
    .map((each) => each.trim())
    .filter(Boolean);
}

function findOnPath(names: string[], path = ''): string | undefined {
  const folders = path.split(delimiter).filter(Boolean);
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
