import { randomBytes, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { variables } from './env-schema.ts';
import { readEnvironment } from './env.ts';
import type { Start } from './platform/program.ts';

const FOLDER = '/run/evenkeel';
const given = z.object({
  POSTGRES_PASSWORD: z.string().min(8, 'must have at least 8 characters').optional().meta({ secret: true }),
  BETTER_AUTH_SECRET: variables.shape.BETTER_AUTH_SECRET.optional(),
  DEMO_PASSWORD: variables.shape.DEMO_PASSWORD.optional(),
});

/**
 * Makes a machine's secrets once, as files that only this project's containers share: those that the environment gives are
 * taken from there, others are random and then kept. It never tells a value.
 */
export const start: Start = async (createLogger) => {
  const logger = createLogger();
  const env = readEnvironment(given);
  mkdirSync(FOLDER, { recursive: true });
  const made: string[] = [];
  const secret = (name: keyof typeof env, bytes: number) => {
    const file = join(FOLDER, name);
    const known = existsSync(file) ? readFileSync(file, 'utf8') : undefined;
    const value = env[name] ?? known ?? randomBytes(bytes).toString('base64url');
    if (value !== known) {
      write(file, value);
      made.push(name);
    }
    return value;
  };
  const password = secret('POSTGRES_PASSWORD', 24);
  secret('BETTER_AUTH_SECRET', 36);
  secret('DEMO_PASSWORD', 12);
  write(join(FOLDER, 'DATABASE_URL'), `postgresql://app:${encodeURIComponent(password)}@postgres:5432/app`);
  logger.info({ written: made }, 'secrets_ready');
};

/** Whole or not at all. The draft's name is its own: programs of two containers have the same process id, and one may have been killed. */
function write(file: string, value: string) {
  const draft = `${file}.${randomUUID()}.new`;
  writeFileSync(draft, value, { mode: 0o444 });
  renameSync(draft, file);
}
