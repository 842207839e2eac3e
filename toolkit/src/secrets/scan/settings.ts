import { existsSync, readFileSync } from 'node:fs';
import { join, matchesGlob, relative } from 'node:path';
import { z } from 'zod';
import { FILE } from '../../native/read-config.ts';
import { parseYamlFile } from '../../yaml-file.ts';
import type { Suspect } from './judge.ts';

const acceptance = z.strictObject({
  file: z.string().describe('Seen from this file; * stands for anything in a folder, ** for folders.'),
  name: z.string().optional().describe('As the report says it; without it, every one of the file.'),
  reason: z.string().min(1).describe('Why it may be there.'),
});

/** The section `secrets` of evenkeel.yaml. */
export const secretsSection = z.strictObject({
  accept: z.array(acceptance).default([]).describe('Values that only look like secrets, each with its reason.'),
});

export type SecretAcceptance = z.output<typeof acceptance>;

const file = z.looseObject({ secrets: secretsSection.default(secretsSection.parse({})) });

/**
 * What a folder's evenkeel.yaml says of what looks like a secret; nothing where it has none.
 * @throws KnownProblem that names every mistake with file:line
 */
export function readSecretsSettings(folder: string): SecretAcceptance[] {
  const path = join(folder, FILE);
  if (!existsSync(path)) return [];
  return parseYamlFile(file, readFileSync(path, 'utf8'), relative('.', path)).secrets.accept;
}

export interface Sorted {
  suspects: Suspect[];
  accepted: { suspect: Suspect; reason: string }[];
  /** Acceptances that nothing was found for. */
  unused: SecretAcceptance[];
}

/** Takes out what is accepted; a mere word needs no acceptance, but may have one. */
export function acceptSecrets(
  found: readonly Suspect[],
  acceptances: readonly SecretAcceptance[],
  folder: string,
): Sorted {
  const isMeant = ({ at, name }: Suspect, each: SecretAcceptance) =>
    matchesGlob(relative(folder, at.file), each.file) && (each.name ?? name) === name;
  const sorted: Sorted = { suspects: [], accepted: [], unused: [] };
  for (const suspect of found) {
    const reason = acceptances.find((each) => isMeant(suspect, each))?.reason;
    if (reason === undefined) sorted.suspects.push(suspect);
    else sorted.accepted.push({ suspect, reason });
  }
  sorted.unused = acceptances.filter((each) => !found.some((suspect) => isMeant(suspect, each)));
  return sorted;
}
