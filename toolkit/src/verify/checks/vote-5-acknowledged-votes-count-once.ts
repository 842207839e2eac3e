import { usersOf } from '../accounts.ts';
import type { CheckContext } from '../check.ts';
import { CannotTell, defineCheck } from '../check.ts';
import type { Work } from '../client-at-work.ts';
import {
  findAgain,
  isAcknowledged,
  isUncertain,
  judgeWork,
  untilAllCounted,
  wordsOf,
  workWhile,
} from '../client-at-work.ts';
import type { CopyPart } from '../copy.ts';
import { restarted } from '../copy.ts';
import { expectThat, mustBe, status } from '../expectations.ts';
import type { Exchange } from '../exchange.ts';
import type { Reading } from '../results.ts';
import { readResults, RESULTS_KEPT_MS } from '../results.ts';

const VOTES = { cats: 12, dogs: 8 };
const SUM = VOTES.cats + VOTES.dogs;
// Older than any answer that is kept, so that the next one is new.
const NEW_ANSWER_MS = RESULTS_KEPT_MS + 300;
const SETTLE_LIMIT_MS = 20_000;
const COUNT_LIMIT_MS = 20_000;
const TAKEN_OVER_WITHIN_MS = 30_000;

export const acknowledgedVotesCountOnce = defineCheck({
  id: 'VOTE-5',
  title: 'Acknowledged votes count once',
  turn: 'votes',
  needs: 'votes',

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

  saw: () => `${SUM} votes at once, all counted, none twice`,

  disturb: {
    shows: 'that nothing acknowledged is lost, and no vote counted twice, when a part is killed',
    kills: true,

    async gather(context, copy) {
      const [own] = await usersOf(context.accounts.assisted());
      const before = await settledResults(context);
      const killed = ORDER.filter((part) => copy.parts.includes(part));
      const works: { part: CopyPart; work: Work }[] = [];
      for (const part of killed) {
        works.push({ part, work: await workWhile(context, own, () => restarted(copy, part, context)) });
      }
      const votes = works.flatMap(({ work }) => work.votes);
      const ids = votes.filter(isAcknowledged).map(({ key }) => key);
      const acknowledged = ids.length;
      // What the killed worker held is taken over by the next one, after a while.
      const countedOf = (some: string[]) => copy.countedOf(some);
      await untilAllCounted(context, { countedOf, ids, limitMs: TAKEN_OVER_WITHIN_MS });
      await context.pause(NEW_ANSWER_MS);
      const given = { works: works.map(({ work }) => work), countedOf };
      return {
        works,
        found: await findAgain(context, own, given),
        before,
        after: await readResults(context),
        acknowledged,
        unanswered: votes.filter(isUncertain).length,
        others: votes.map(({ exchange }) => exchange).filter(isOdd),
      };
    },

    judge({ works, found, before, after, acknowledged, unanswered, others }) {
      const grown = after.results.total - before.results.total;
      // A vote whose answer was lost with its connection may have been taken.
      const isRight = grown >= acknowledged && grown <= acknowledged + unanswered;
      const expected = `${acknowledged} votes more${unanswered > 0 ? `, and at most ${unanswered} whose answer was cut off` : ''}`;
      return [
        ...others.flatMap((each) =>
          expectThat('A vote is recorded, or it is said that it was not.', each, status(201, 503)),
        ),
        ...expectThat('Killing parts loses no acknowledged vote and counts none twice.', after.exchange, () =>
          isRight ? undefined : { expected, came: `${grown} more` },
        ),
        ...works.flatMap(({ part, work }) => judgeWork(part, work, found)),
      ];
    },

    saw: ({ works, found, before, after }) =>
      `kill -9 while a client works (sent/acknowledged/found): ${works.map(({ part, work }) => wordsOf(part, work, found)).join('; ')}; ${after.results.total - before.results.total} votes counted`,
  },
});

/** The worker first: what it held is taken over only after a while. */
const ORDER: readonly CopyPart[] = ['worker', 'redis', 'backend', 'postgres', 'frontend'];
const isOdd = ({ answer }: Exchange) => answer !== undefined && ![201, 503].includes(answer.status);

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
