import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { variables } from './env-schema.ts';

export interface Settings {
  /** Origin that browsers call; empty: the frontend's own. */
  publicBackendUrl: string;
  /** Origin that the frontend's server calls. */
  internalBackendUrl: string;
  /** Absent or weak is possible: the page then asks the backend before it knows who is signed in. */
  secret: string | undefined;
  /** How long kept connections are still answered after SIGTERM. */
  drainMs: number;
}

/** Settings that cannot be used. Its message names variables and rules, never values. */
export class SettingsError extends Error {}

// What belongs to the platform around a program rather than to the program.
const PLATFORM_NAME = /^(NODE_.+|NEXT_TELEMETRY_.+|TZ|(HTTPS?|NO|ALL)_PROXY|OTEL_.+)$/i;

/**
 * Names that whoever set them meant for this program (EVENKEEL_ENV_NAMES, a comma list that the chart makes of its value
 * env) and that it does not read: a misspelt one would otherwise be ignored.
 */
function misspelt(names = ''): string[] {
  const isKnown = (name: string) =>
    Object.hasOwn(variables.shape, name) || name === 'BETTER_AUTH_SECRET_FILE' || PLATFORM_NAME.test(name);
  return [...new Set(names.split(',').map((name) => name.trim()))].filter((name) => name !== '' && !isKnown(name));
}

/**
 * Reads the settings from the environment, now and not at build time: `environment` is passed whole because Next would
 * write the value of a literal process.env.NEXT_PUBLIC_… into the code. An empty value counts as absent.
 * @throws {SettingsError} naming every malformed or unknown variable at once
 */
export function readSettings(
  // oxlint-disable-next-line node/no-process-env -- the one place that reads it
  environment: Record<string, string | undefined> = process.env,
): Settings {
  const given: Record<string, string> = {};
  const problems = misspelt(environment['EVENKEEL_ENV_NAMES']).map(
    (name) => `${name} is no variable of this program: correct its name, or move it from env to extraEnv`,
  );
  for (const [name, field] of Object.entries(variables.shape)) {
    const value = environment[name];
    if (value) given[name] = value;
    const file = environment[`${name}_FILE`];
    if (!file || !z.globalRegistry.get(field)?.['secret']) continue;
    if (value) problems.push(`${name} and ${name}_FILE are both set: keep one`);
    try {
      given[name] = readFileSync(file, 'utf8').trimEnd();
    } catch (error) {
      problems.push(`${name}_FILE names a file that cannot be read (${(error as NodeJS.ErrnoException).code})`);
    }
  }
  const { data, error } = variables.safeParse(given);
  for (const { path, message } of error?.issues ?? []) problems.push(`${String(path[0])} ${message}`);
  if (!data || problems.length > 0) throw new SettingsError(problems.join('; '));
  const publicBackendUrl = data.NEXT_PUBLIC_BACKEND_URL ?? '';
  return {
    publicBackendUrl,
    internalBackendUrl: data.BACKEND_INTERNAL_URL ?? (publicBackendUrl || 'http://localhost:8000'),
    secret: data.BETTER_AUTH_SECRET,
    drainMs: data.DRAIN_SECONDS * 1000,
  };
}

/** What is wrong with the secret, in words for the log; undefined when it is good. */
export function secretWeakness(secret: string | undefined): string | undefined {
  if (secret === undefined) return 'BETTER_AUTH_SECRET is not set';
  if (secret.length < 32) return 'BETTER_AUTH_SECRET has fewer than 32 characters';
  return undefined;
}
