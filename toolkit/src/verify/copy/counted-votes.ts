import { withClient } from '../../postgres/with-client.ts';
import type { Plan } from '../../native/plan.ts';
import { postgresUrl } from '../../native/plan.ts';

/** Those of these votes that the database has counted, by their stream ids. */
export async function countedVotes(postgres: Plan['postgres'], streamIds: readonly string[]): Promise<Set<string>> {
  return withClient({ connectionString: postgresUrl(postgres) }, async (client) => {
    const { rows } = await client.query<{ id: string }>('SELECT stream_id AS id FROM votes WHERE stream_id = ANY($1)', [
      streamIds,
    ]);
    return new Set(rows.map(({ id }) => id));
  });
}
