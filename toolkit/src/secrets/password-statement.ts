import { randomBytes } from 'node:crypto';
import type { NativeConfig } from '../native/config.ts';
import type { Answer } from '../system/ask.ts';
import { scramVerifier } from './scram.ts';

/** How long a database may take for it. */
export const STATEMENT_LIMIT_MS = 10_000;

/**
 * What gives a database another password, from inside of its container, where the user needs none: a program and what it
 * reads. The password itself is in neither.
 */
export function passwordStatement({ user, database }: NativeConfig['postgres'], password: string) {
  const psql = ['psql', '--no-psqlrc', '--quiet', '--no-password', '--set=ON_ERROR_STOP=1'];
  const name = `"${user.replaceAll('"', '""')}"`;
  return {
    words: [...psql, `--username=${user}`, `--dbname=${database}`],
    input: `ALTER USER ${name} PASSWORD '${scramVerifier(password, randomBytes(16))}';\n`,
  };
}

/** What psql says when it fails, as ": words" behind a sentence; empty for one that says nothing. */
export function databaseComplaint(answer: Answer): string {
  if (answer.kind !== 'ended') return '';
  const said = /(?:ERROR|FATAL|psql: error): *(.{1,200})/.exec(answer.err)?.[1] ?? '';
  return said && `: ${said}`;
}
