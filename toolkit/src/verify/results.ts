import { z } from 'zod';
import type { CheckContext } from './check.ts';
import { json, mustBe, read, status } from './expectations.ts';
import type { Exchange } from './exchange.ts';

const count = z.int().nonnegative();
const percentage = z.number().min(0).max(100);

/** The answer of GET /api/results. */
export const voteResults = z.strictObject({
  cats: count,
  dogs: count,
  total: count,
  cats_percentage: percentage,
  dogs_percentage: percentage,
  last_updated: z.iso.datetime({ offset: true }).nullable(),
});
export type VoteResults = z.output<typeof voteResults>;
export const resultsShape = '{cats, dogs, total, cats_percentage, dogs_percentage, last_updated}';

/** How long results are kept by the server and by whoever asks. */
export const RESULTS_KEPT_MS = 2000;

export interface Reading {
  exchange: Exchange;
  results: VoteResults;
}

/** @throws Unmet */
export async function readResults({ backend }: Pick<CheckContext, 'backend'>): Promise<Reading> {
  const exchange = await backend('GET', '/api/results');
  mustBe('Results can be read.', exchange, status(200), json(voteResults, resultsShape));
  const results = read(voteResults, exchange);
  if (!results) throw new Error('Results that were judged as right cannot be read.');
  return { exchange, results };
}
