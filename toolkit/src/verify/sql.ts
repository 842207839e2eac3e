import type { Inside } from './inside.ts';
import { linesOf } from './program.ts';

/** Which user and database there are says the environment of the container. */
const PSQL =
  'exec psql --no-psqlrc --tuples-only --no-align --username "$POSTGRES_USER" --dbname "${POSTGRES_DB:-$POSTGRES_USER}" --command "$0"';

/** Asks the database of the app by its own psql; a row is a line. */
export async function sql(inside: Inside, query: string): Promise<string[]> {
  return linesOf(await inside.exec('postgres', ['sh', '-c', PSQL, query]));
}
