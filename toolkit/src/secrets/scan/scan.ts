import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Environment } from '../../environment.ts';
import type { Unknown } from '../../parity/model.ts';
import { listFiles, readSecrets } from './files.ts';
import { formOf } from './forms.ts';
import type { Suspect } from './judge.ts';
import { judge } from './judge.ts';
import type { SecretAcceptance, Sorted } from './settings.ts';
import { acceptSecrets } from './settings.ts';

export interface Scanned extends Sorted {
  folder: string;
  files: number;
  isOfGit: boolean;
  unknown: Unknown[];
}

/** Looks through all files of a folder in which secrets are written by mistake. */
export async function scan(
  folder: string,
  acceptances: readonly SecretAcceptance[],
  environment: Environment,
): Promise<Scanned> {
  const { paths, isOfGit } = await listFiles(folder, environment);
  const unknown: Unknown[] = [];
  const found = paths.flatMap((path) => {
    const file = join(folder, path);
    try {
      return suspectsIn(file);
    } catch (error) {
      unknown.push({ at: { file, line: 1 }, message: `it cannot be read: ${(error as Error).message.split(',')[0]}` });
      return [];
    }
  });
  return { folder, files: paths.length, isOfGit, unknown, ...acceptSecrets(found, acceptances, folder) };
}

/** In the order of lines; a value that several names lead to is told once. */
function suspectsIn(file: string): Suspect[] {
  const written = readSecrets(file, file);
  if (!written) return [];
  const named = written.flatMap((each) => judge(each) ?? []);
  const byPlace = new Map(named.map((each) => [`${each.at.line} ${each.name}`, each]));
  const lines = new Set(named.map(({ at }) => at.line));
  return [...byPlace.values(), ...formsIn(file, lines)].toSorted((one, other) => one.at.line - other.at.line);
}

/** Comments and other texts, too, may have something that only a secret looks like. */
function formsIn(file: string, known: ReadonlySet<number>): Suspect[] {
  const lines = readFileSync(file, 'utf8').split(/\r?\n/);
  return lines.flatMap((line, index) => {
    const at = { file, line: index + 1 };
    const isKey = line.includes('PRIVATE KEY');
    // A text of several lines stands where its key does, or below it.
    if (known.has(at.line) || (isKey && known.has(index))) return [];
    const text = isKey ? `${line}\n${lines[index + 1]?.trim()}` : line;
    const suspect = formOf(text) && judge({ at, name: 'this line', value: text });
    return suspect ? [suspect] : [];
  });
}
