import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { variables } from './env-schema.ts';

/** Settings that cannot be used. Its problems name variables and rules, never values. */
export class EnvironmentError extends Error {
  problems: { name: string; problem: string }[];

  constructor(problems: { name: string; problem: string }[]) {
    const list = problems.map(({ name, problem }) => `${name} ${problem}`).join('; ');
    super(`${problems.length} of the environment variables cannot be used: ${list}`);
    this.name = 'EnvironmentError';
    this.problems = problems;
  }
}

// What belongs to the platform around a program rather than to the program.
const PLATFORM_NAME = /^(NODE_.+|TZ|(HTTPS?|NO|ALL)_PROXY|OTEL_.+)$/i;

/**
 * Names that whoever set them meant for this program (EVENKEEL_ENV_NAMES, a comma list that the charts make of their value
 * env) and that no program here reads: a misspelt one would otherwise be ignored.
 */
function misspelt(environment: NodeJS.ProcessEnv): string[] {
  const isSecret = (name: string) => {
    const field: z.ZodType | undefined = (variables.shape as Record<string, z.ZodType>)[name];
    return field !== undefined && z.globalRegistry.get(field)?.['secret'] === true;
  };
  const isKnown = (name: string) =>
    Object.hasOwn(variables.shape, name) ||
    PLATFORM_NAME.test(name) ||
    (name.endsWith('_FILE') && isSecret(name.slice(0, -'_FILE'.length)));
  const names = (environment['EVENKEEL_ENV_NAMES'] ?? '').split(',').map((name) => name.trim());
  return [...new Set(names)].filter((name) => name !== '' && !isKnown(name));
}

/**
 * Reads one program's variables. An empty value counts as absent, as Compose passes it for an unset variable.
 * A secret may come from the file that NAME_FILE names instead.
 * @throws {EnvironmentError} naming every missing, malformed or unknown variable at once
 */
export function readEnvironment<S extends z.ZodObject>(
  schema: S,
  // oxlint-disable-next-line node/no-process-env -- the one place that reads it
  environment: NodeJS.ProcessEnv = process.env,
): z.output<S> {
  const given: Record<string, string> = {};
  const problems = misspelt(environment).map((name) => ({
    name,
    problem: 'is no variable of this program: correct its name, or move it from env to extraEnv',
  }));
  for (const [name, field] of Object.entries(schema.shape)) {
    const value = environment[name]?.trim() ? environment[name] : undefined;
    const file = environment[`${name}_FILE`];
    if (value) given[name] = value;
    if (!file || !z.globalRegistry.get(field as z.ZodType)?.['secret']) continue;
    if (value) problems.push({ name, problem: `and ${name}_FILE are both set: keep one` });
    try {
      const content = readFileSync(file, 'utf8').trimEnd();
      if (content) given[name] = content;
    } catch (error) {
      problems.push({
        name: `${name}_FILE`,
        problem: `names a file that cannot be read (${(error as NodeJS.ErrnoException).code})`,
      });
    }
  }
  const parsed = schema.safeParse(given);
  for (const { path, message } of parsed.error?.issues ?? []) {
    const name = String(path[0]);
    if (!problems.some((known) => known.name.startsWith(name))) {
      problems.push({ name, problem: name in given ? message : 'is not set' });
    }
  }
  if (!parsed.success || problems.length > 0) throw new EnvironmentError(problems);
  return parsed.data;
}
