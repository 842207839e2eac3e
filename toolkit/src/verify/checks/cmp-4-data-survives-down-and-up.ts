import { usersOf } from '../accounts.ts';
import type { Finding } from '../check.ts';
import { CannotTell, defineCheck } from '../check.ts';
import type { Exchange } from '../exchange.ts';
import { body, expectThat, mustBe, status } from '../expectations.ts';
import type { VoteResults } from '../results.ts';
import { readResults, RESULTS_KEPT_MS } from '../results.ts';

const TITLE = 'Survive down and up';

export interface Survived {
  task: Exchange;
  session: Exchange;
  before: VoteResults;
  after: VoteResults;
  ms: number;
}

export const dataSurvivesDownAndUp = defineCheck({
  id: 'CMP-4',
  title: 'Data survives down and up',
  runtimes: ['compose'],
  needs: 'copy',

  disturb: {
    shows: 'docker compose down, and up again',

    async gather(context, copy): Promise<Survived> {
      const { backend, frontend } = context;
      const [own] = await usersOf(context.accounts.assisted());
      const tasks = `/api/${own.id}/tasks`;
      const added = await backend('POST', tasks, { bearer: own.token, json: { title: TITLE } });
      mustBe('A task is added.', added, status(201));
      const before = await settled(context);
      if (!copy.downAndUp) throw new CannotTell('this copy has no down and up');
      const began = context.now();
      await copy.downAndUp();
      const ms = context.now() - began;
      return {
        task: await backend('GET', tasks, { bearer: own.token }),
        session: await frontend('GET', '/api/auth/get-session', { cookie: own.cookie }),
        before,
        after: (await readResults(context)).results,
        ms,
      };
    },

    judge: judgeSurvival,

    saw: ({ ms, after }) =>
      `down, and up again in ${(ms / 1000).toFixed(1)} s: a task, a session and ${after.total} votes are there`,
  },
});

export function judgeSurvival({ task, session, before, after }: Survived): Finding[] {
  return [
    ...expectThat(
      'A task is there after down and up.',
      task,
      status(200),
      body(TITLE, (text) => text.includes(TITLE)),
    ),
    ...expectThat(
      'Who was signed in still is.',
      session,
      status(200),
      body('a session', (text) => text.includes('session')),
    ),
    ...(after.total >= before.total
      ? []
      : [{ what: 'Votes are there after down and up.', expected: `${before.total} votes`, came: `${after.total}` }]),
  ];
}

async function settled(context: Parameters<typeof readResults>[0] & { pause: (ms: number) => Promise<void> }) {
  await context.pause(RESULTS_KEPT_MS + 300);
  return (await readResults(context)).results;
}
