import { withClient } from '../../postgres/with-client.ts';
import { KnownProblem } from '../../known-problem.ts';
import { postgresUrl } from '../../native/plan.ts';
import { readProject } from '../../native/read-config.ts';
import type { Finding } from '../check.ts';
import { CannotTell, defineCheck } from '../check.ts';
import { unless } from '../found.ts';
import { insideOf } from '../inside.ts';
import { sql } from '../sql.ts';
import { withFreshDatabase } from '../copy/fresh-database.ts';
import type { Fingerprint } from '../fingerprint.ts';
import { difference, fingerprintQuery, shortHash } from '../fingerprint.ts';

export interface Databases {
  here: Fingerprint;
  native: Fingerprint;
}

export const oneSchemaAndSeedEverywhere = defineCheck({
  id: 'DB-2',
  title: 'One schema and one seed everywhere',
  runtimes: ['compose', 'cluster'],
  looksInto: ['postgres'],
  // Before others write rows.
  turn: 'first',
  leavesOut: ({ isOwnCopy }) => (isOwnCopy ? [] : ['the rows of the seed, which people change: --start']),

  async gather(context): Promise<Databases> {
    const inside = insideOf(context);
    const query = fingerprintQuery({ withRows: context.isOwnCopy });
    const said = await sql(inside, query);
    const here = parse(said.find((line) => line.startsWith('[')));
    return { here, native: await freshNative(inside.root, query) };
  },

  judge: judgeDatabases,

  saw: ({ here }) =>
    `${here.length} things alike in this database and in a fresh native one, fingerprint ${shortHash(here)}`,
});

export function judgeDatabases({ here, native }: Databases): Finding[] {
  const { missing, surplus } = difference(here, native);
  const words = (lines: string[]) => `${lines[0]}${lines.length > 1 ? ` and ${lines.length - 1} more` : ''}`;
  return [
    ...unless(missing.length === 0, 'The database has all that a native one has.', words(missing), 'not there'),
    ...unless(surplus.length === 0, 'The database has nothing that a native one has not.', 'none', words(surplus)),
  ];
}

async function freshNative(root: string, query: string): Promise<Fingerprint> {
  try {
    return await withFreshDatabase(readProject(root), (postgres) =>
      withClient({ connectionString: postgresUrl(postgres) }, async (client) => {
        // Two statements give two results.
        const results = [await client.query<{ json_agg: Fingerprint }>(query)].flat();
        return results.at(-1)?.rows[0]?.json_agg ?? [];
      }),
    );
  } catch (error) {
    if (error instanceof KnownProblem) throw new CannotTell(`no native database could be made: ${error.message}`);
    throw error;
  }
}

function parse(line: string | undefined): Fingerprint {
  return line === undefined ? [] : (JSON.parse(line) as Fingerprint);
}
