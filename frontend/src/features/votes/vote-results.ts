export const options = ['cats', 'dogs'] as const;
export type Option = (typeof options)[number];

/** The result as the API gives it; the percentages are made here, from the counts that are shown. */
export interface Results {
  cats: number;
  dogs: number;
  /** ISO 8601 in UTC; null before the first vote. */
  last_updated: string | null;
}

export type Counts = Record<Option, number>;

/** A vote from this page that the result may not hold yet, as votes are counted a moment after they are taken. */
export interface OwnVote {
  id: number;
  option: Option;
  /** The count that its option has when it is counted. */
  reaches: number;
}

/** The counts to show: the server's, and the own votes that are still missing in them. */
export function withOwnVotes({ cats, dogs }: Counts, own: readonly OwnVote[]): Counts {
  const atLeast = (option: Option, counted: number) =>
    Math.max(counted, ...own.filter((vote) => vote.option === option).map((vote) => vote.reaches));
  return { cats: atLeast('cats', cats), dogs: atLeast('dogs', dogs) };
}

/** The own votes that the server's counts hold by now are no longer needed. */
export function stillMissing(own: readonly OwnVote[], counts: Counts): OwnVote[] {
  return own.filter((vote) => counts[vote.option] < vote.reaches);
}

/** Whole percentages that add up to 100, or undefined before the first vote. */
export function percentages({ cats, dogs }: Counts): Counts | undefined {
  const total = cats + dogs;
  if (total === 0) return undefined;
  const share = Math.round((cats / total) * 100);
  // One vote of thousands is not nothing, and not everything either.
  const shown = cats > 0 && dogs > 0 ? Math.min(99, Math.max(1, share)) : share;
  return { cats: shown, dogs: 100 - shown };
}
