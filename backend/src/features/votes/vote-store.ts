import type { Database } from '../../platform/database.ts';
import type { CountVotes } from './vote-counter.ts';
import type { VoteResults } from './vote-schema.ts';

type Row = {
  cats: bigint;
  dogs: bigint;
  total: bigint;
  cats_percentage: unknown;
  dogs_percentage: unknown;
  last_updated: Date | null;
};

/** Saves a batch in one statement; a vote whose stream id is there already is left as it is. */
export function countVotesIn(database: Database): CountVotes {
  return async (votes) => {
    await database.vote.createMany({ data: votes, skipDuplicates: true });
  };
}

export async function readVoteResults(database: Database): Promise<VoteResults> {
  const [row] = await database.$queryRaw<[Row]>`SELECT * FROM get_vote_results()`;
  return {
    cats: Number(row.cats),
    dogs: Number(row.dogs),
    total: Number(row.total),
    cats_percentage: Number(row.cats_percentage),
    dogs_percentage: Number(row.dogs_percentage),
    last_updated: row.last_updated?.toISOString() ?? null,
  };
}
