import type { CheckContext } from '../check.ts';
import { CannotTell, defineCheck } from '../check.ts';
import { expectThat, mustBe, status } from '../expectations.ts';
import type { Reading } from '../results.ts';
import { readResults, RESULTS_KEPT_MS } from '../results.ts';

const VOTES = { cats: 12, dogs: 8 };
const SUM = VOTES.cats + VOTES.dogs;
// Older than any answer that is kept, so that the next one is new.
const NEW_ANSWER_MS = RESULTS_KEPT_MS + 300;
const SETTLE_LIMIT_MS = 20_000;
const COUNT_LIMIT_MS = 20_000;

export const acknowledgedVotesCountOnce = defineCheck({
  id: 'VOTE-5',
  title: 'Acknowledged votes count once',
  turn: 'votes',
  needsVotes: true,
  leavesOut: () => ['no vote lost or counted twice when a part is killed: needs a copy that verify may restart'],

  async gather(context) {
    const before = await settledResults(context);
    const options = Object.entries(VOTES).flatMap(([option, count]) => Array.from({ length: count }, () => option));
    const sent = await Promise.all(options.map((option) => context.backend('POST', '/api/vote', { json: { option } })));
    for (const vote of sent) mustBe('Every vote is acknowledged.', vote, status(201));
    await untilCounted(context, before.results.total + SUM);
    // Whatever would be counted a second time is counted by then.
    await context.pause(NEW_ANSWER_MS);
    return { before, after: await readResults(context) };
  },

  judge({ before, after }) {
    const grownBy = {
      cats: after.results.cats - before.results.cats,
      dogs: after.results.dogs - before.results.dogs,
      total: after.results.total - before.results.total,
    };
    const isRight = grownBy.cats === VOTES.cats && grownBy.dogs === VOTES.dogs && grownBy.total === SUM;
    return expectThat('The results grow by exactly the acknowledged votes.', after.exchange, () =>
      isRight
        ? undefined
        : {
            expected: `${VOTES.cats} cats and ${VOTES.dogs} dogs more, ${SUM} in all`,
            came: `${grownBy.cats} cats and ${grownBy.dogs} dogs more, ${grownBy.total} in all (unless somebody else voted meanwhile)`,
          },
    );
  },
});

/** The results when nothing changes them any more: what was sent before is counted. */
async function settledResults(context: CheckContext): Promise<Reading> {
  let last = await readResults(context);
  for (let waited = 0; waited < SETTLE_LIMIT_MS; waited += NEW_ANSWER_MS) {
    await context.pause(NEW_ANSWER_MS);
    const next = await readResults(context);
    if (next.results.total === last.results.total) return next;
    last = next;
  }
  throw new CannotTell(`somebody else is voting: the total has not stood still within ${SETTLE_LIMIT_MS / 1000} s`);
}

async function untilCounted(context: CheckContext, total: number): Promise<void> {
  for (let waited = 0; waited < COUNT_LIMIT_MS; waited += NEW_ANSWER_MS) {
    const { results } = await readResults(context);
    if (results.total >= total) return;
    await context.pause(NEW_ANSWER_MS);
  }
}
