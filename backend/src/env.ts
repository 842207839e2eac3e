import { readFileSync } from 'node:fs';
import { z } from 'zod';

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

/**
 * Reads one program's variables. An empty value counts as absent, as Compose passes it for an unset variable.
 * A secret may come from the file that NAME_FILE names instead.
 * @throws {EnvironmentError} naming every missing or malformed variable at once
 */
export function readEnvironment<S extends z.ZodObject>(
  schema: S,
  // oxlint-disable-next-line node/no-process-env -- the one place that reads it
  environment: NodeJS.ProcessEnv = process.env,
): z.output<S> {
  const given: Record<string, string> = {};
  const problems: { name: string; problem: string }[] = [];
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
