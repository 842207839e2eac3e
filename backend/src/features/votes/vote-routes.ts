import { HttpProblem } from '../../errors.ts';
import type { Api } from '../../platform/api.ts';
import { cached } from '../../platform/cached.ts';
import type { Metrics } from '../../platform/metrics.ts';
import { NewVote, RecordedVote, VoteResults } from './vote-schema.ts';
import { VoteStreamFull, type VoteStream } from './vote-stream.ts';

const RESULTS_KEPT_SECONDS = 2;
const tag = 'votes';

export function voteRoutes(
  { route }: Api,
  { stream, readResults, metrics }: { stream: VoteStream; readResults: () => Promise<VoteResults>; metrics: Metrics },
) {
  const results = cached(readResults, RESULTS_KEPT_SECONDS * 1000);

  route(
    'post',
    '/api/vote',
    { summary: 'Vote for cats or dogs', tag, body: NewVote, status: 201, response: RecordedVote },
    async ({ body }) => {
      const stream_id = await stream.add(body.option).catch((cause: unknown) => {
        const detail =
          cause instanceof VoteStreamFull
            ? 'More votes are waiting than can be kept. Your vote was not recorded: try again in a minute.'
            : 'Votes cannot be taken at the moment. Your vote was not recorded: try again in a moment.';
        const headers = { 'Retry-After': cause instanceof VoteStreamFull ? '60' : '2' };
        throw new HttpProblem(503, detail, { headers, cause });
      });
      metrics.votes.inc({ option: body.option });
      return { message: 'Vote recorded successfully', option: body.option, stream_id };
    },
  );

  route('get', '/api/results', { summary: 'The result so far', tag, response: VoteResults }, async ({ res }) => {
    const current = await results();
    res.set('Cache-Control', `public, max-age=${RESULTS_KEPT_SECONDS}`);
    return current;
  });
}
