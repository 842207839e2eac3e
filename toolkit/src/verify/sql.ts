import { psqlWords } from '../postgres/psql.ts';
import type { Inside } from './inside.ts';
import { linesOf } from './program.ts';

/** Asks the database of the app by its own psql; a row is a line. */
export async function sql(inside: Inside, query: string): Promise<string[]> {
  return linesOf(await inside.exec('postgres', psqlWords(query)));
}

/** A command's word holds 128 KiB; a vote's id needs less than 32 bytes. */
const IDS_AT_ONCE = 4_000;

/** Those of these votes that are counted. */
export async function countedAmong(inside: Inside, streamIds: readonly string[]): Promise<Set<string>> {
  const counted = new Set<string>();
  for (let from = 0; from < streamIds.length; from += IDS_AT_ONCE) {
    const some = streamIds.slice(from, from + IDS_AT_ONCE).map((id) => `'${id.replaceAll("'", "''")}'`);
    for (const id of await sql(inside, `SELECT stream_id FROM votes WHERE stream_id IN (${some.join(',')})`))
      counted.add(id);
  }
  return counted;
}
