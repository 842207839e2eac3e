import { randomInt } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import { KnownProblem } from '../known-problem.ts';
import { readIfThere, writeWhole } from '../system/files.ts';
import type { NativeConfig } from './config.ts';

export type Secrets = Readonly<Record<string, string>>;

// Without 0, o, 1, i and l, because people read passwords from one screen and type them on another.
const LETTERS = 'abcdefghjkmnpqrstuvwxyz23456789';

/**
 * Reads the secrets of this machine.
 * @returns undefined when none were made yet
 * @throws KnownProblem for a damaged file; its text is not shown
 */
export function readSecrets(dataFolder: string): Secrets | undefined {
  const file = join(dataFolder, 'secrets.json');
  const text = readIfThere(file);
  if (text === undefined) return undefined;
  try {
    return z.record(z.string(), z.string().min(1)).parse(JSON.parse(text));
  } catch {
    throw new KnownProblem(
      `${file} is damaged: it is not an object of texts.`,
      'Mend it, or delete it and start with --fresh (the database has a password that stands there).',
    );
  }
}

/** Reads the secrets and makes those that are missing, for this user's eyes only. */
export function ensureSecrets(dataFolder: string, declared: NativeConfig['secrets']): Secrets {
  const known = readSecrets(dataFolder) ?? {};
  const missing = Object.entries(declared).filter(([name]) => !(name in known));
  if (missing.length === 0) return known;
  const secrets = { ...known, ...Object.fromEntries(missing.map(([name, { length }]) => [name, makeSecret(length)])) };
  writeWhole(join(dataFolder, 'secrets.json'), `${JSON.stringify(secrets, null, 2)}\n`);
  return secrets;
}

/** Letters and digits at random, which need no quotes anywhere. */
export function makeSecret(length: number): string {
  return Array.from({ length }, () => LETTERS[randomInt(LETTERS.length)]).join('');
}
