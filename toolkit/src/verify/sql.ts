import { psqlWords } from '../postgres/psql.ts';
import type { Inside } from './inside.ts';
import { linesOf } from './program.ts';

/** Asks the database of the app by its own psql; a row is a line. */
export async function sql(inside: Inside, query: string): Promise<string[]> {
  return linesOf(await inside.exec('postgres', psqlWords(query)));
}
