import type { CheckContext } from '../check.ts';
import { defineCheck } from '../check.ts';
import type { Expectation } from '../expectations.ts';
import { expectThat, header, mustBe, problem, status } from '../expectations.ts';
import type { Reading, VoteResults } from '../results.ts';
import { readResults, RESULTS_KEPT_MS } from '../results.ts';

const VOTES = 15;
const VOTE_EVERY_MS = 300;
// The caller's clock sees the server's two seconds a little shorter or longer, by the way there and back.
const LEAST_KEPT_MS = RESULTS_KEPT_MS - 500;

interface TimedReading extends Reading {
  atMs: number;
}

export const resultsAddUp = defineCheck({
  id: 'VOTE-3',
  title: 'Results add up',
  turn: 'votes',
  leavesOut: ({ writesVotes }) =>
    writesVotes ? [] : ['that the server itself keeps results for two seconds: needs --write-votes, or --start'],

  async gather(context) {
    return {
      reading: await readResults(context),
      post: await context.backend('POST', '/api/results'),
      series: context.writesVotes ? await watchWhileVoting(context) : [],
    };
  },

  judge({ reading, post, series }) {
    const shortest = shortestStay(series);
    return [
      ...expectThat('The numbers add up.', reading.exchange, addsUp(reading.results)),
      ...expectThat(
        'Whoever asks may keep the answer for two seconds.',
        reading.exchange,
        header('cache-control', 'public, max-age=2'),
      ),
      ...expectThat('Results are read only.', post, problem(405), header('allow', /\bGET\b/, 'GET')),
      ...(shortest && shortest.ms < LEAST_KEPT_MS
        ? expectThat('The server keeps its answer for two seconds.', shortest.reading.exchange, () => ({
            expected: `the same numbers for ${RESULTS_KEPT_MS} ms while votes come in`,
            came: `other numbers after ${Math.round(shortest.ms)} ms`,
          }))
        : []),
    ];
  },

  saw: ({ reading: { results }, series }) =>
    `cats ${results.cats} + dogs ${results.dogs} = ${results.total}${series.length > 0 ? `; read ${series.length} times while voting` : ''}`,
});

/** Votes for some seconds and reads the results before each one: often enough to see an answer that is not kept. */
async function watchWhileVoting(context: CheckContext): Promise<TimedReading[]> {
  const series: TimedReading[] = [];
  for (let sent = 0; sent < VOTES; sent++) {
    const reading = await readResults(context);
    series.push({ ...reading, atMs: context.now() });
    const option = sent % 2 === 0 ? 'cats' : 'dogs';
    mustBe('A vote is recorded.', await context.backend('POST', '/api/vote', { json: { option } }), status(201));
    await context.pause(VOTE_EVERY_MS);
  }
  return series;
}

/** The shortest time between two changes of the total. */
function shortestStay(series: TimedReading[]): { ms: number; reading: TimedReading } | undefined {
  const changes = series.filter(
    (reading, index) => index > 0 && reading.results.total !== series[index - 1]?.results.total,
  );
  const stays = changes.slice(1).map((reading, index) => ({ ms: reading.atMs - (changes[index]?.atMs ?? 0), reading }));
  return stays.toSorted((a, b) => a.ms - b.ms)[0];
}

function addsUp({ cats, dogs, total, cats_percentage, dogs_percentage, last_updated }: VoteResults): Expectation {
  const share = (votes: number) => (total === 0 ? 0 : (100 * votes) / total);
  const isNear = (shown: number, exact: number) => Math.abs(shown - exact) <= 0.1;
  const rules: [boolean, string][] = [
    [total === cats + dogs, 'total = cats + dogs'],
    [isNear(cats_percentage, share(cats)), `cats_percentage = ${share(cats).toFixed(1)}`],
    [isNear(dogs_percentage, share(dogs)), `dogs_percentage = ${share(dogs).toFixed(1)}`],
    [total === 0 || isNear(cats_percentage + dogs_percentage, 100), 'percentages that sum to 100'],
    [(last_updated === null) === (total === 0), 'last_updated, as soon as there is a vote'],
  ];
  const broken = rules.find(([holds]) => !holds);
  const came = `cats ${cats} (${cats_percentage} %), dogs ${dogs} (${dogs_percentage} %), total ${total}, last_updated ${last_updated}`;
  return () => (broken ? { expected: broken[1], came } : undefined);
}
