import { z } from 'zod';
import type { Send } from '../check.ts';
import { defineCheck } from '../check.ts';
import type { Exchange } from '../exchange.ts';
import { expectThat, header, json, problem, status, within } from '../expectations.ts';
import { askUntil, hasStatus } from '../until.ts';

const LIMIT_MS = 1000;
const well = z.object({ status: z.literal('ok') });
// A check of its own would mean that it asks others.
const onlyAlive = well.extend({ checks: z.never('there must be none').optional() });
const backendWell = z.object({
  status: z.literal('ok'),
  checks: z.intersection(z.object({ database: well, votes: well }), z.record(z.string(), well)),
});

const NOTICED_WITHIN_MS = 10_000;
const databaseAway = z.object({
  checks: z.object({ database: z.object({ status: z.string().refine((text) => text !== 'ok', 'ok') }) }),
});
const databaseAwayShown = '{"checks":{"database":{"status": not "ok"}}}';

export const healthTellsTheTruth = defineCheck({
  id: 'RUN-3',
  title: 'Health is quick and tells the truth',
  asksBackendItself: true,
  turn: 'first',

  async gather({ frontend, backend }) {
    return {
      frontend: await ask(frontend),
      backend: await ask(backend),
      results: await backend('GET', '/api/results'),
    };
  },

  judge({ frontend, backend, results }) {
    const alive = [status(200), json(onlyAlive, '{"status":"ok"} and no checks of others'), within(LIMIT_MS)];
    const ready = [
      status(200),
      json(backendWell, '{"status":"ok","checks":{"database":{"status":"ok"},"votes":{"status":"ok"}}}'),
      within(LIMIT_MS),
    ];
    return [
      ...expectThat('The frontend is well, whatever the backend does.', frontend.health, ...alive),
      ...expectThat('The frontend answers the same at /health.', frontend.short, ...alive),
      ...expectThat('The frontend says at /livez that it lives.', frontend.livez, ...alive),
      ...expectThat('The backend is well, and so are its database and its votes.', backend.health, ...ready),
      ...expectThat('The backend answers the same at /health.', backend.short, ...ready),
      ...expectThat('The backend says at /livez that it lives, and nothing of others.', backend.livez, ...alive),
      ...(backend.health.answer?.status === 200
        ? expectThat('What the backend calls well works: results come from its database.', results, status(200))
        : []),
      ...[frontend, backend].flatMap(({ health, head, post }) => [
        ...expectThat(
          'HEAD is answered as GET is, for probes that use it.',
          head,
          status(health.answer?.status ?? 200),
        ),
        ...expectThat('Health is read only.', post, problem(405), header('allow', /\bGET\b/)),
      ]),
    ];
  },

  saw: ({ frontend, backend }) => {
    const all = [frontend, backend].flatMap(({ health, short, livez }) => [health, short, livez]);
    return `${all.length} health addresses, the slowest after ${Math.round(Math.max(...all.map(({ durationMs }) => durationMs)))} ms`;
  },

  disturb: {
    shows: '503 while the database is away, and a frontend that is well without a backend',

    async gather(context, copy) {
      const { frontend, backend } = context;
      const health = () => backend('GET', '/api/health');
      await copy.end('postgres', 'SIGTERM');
      const away = await askUntil(context, health, hasStatus(503), NOTICED_WITHIN_MS);
      const alive = await backend('GET', '/livez');
      await copy.start('postgres');
      const back = await askUntil(context, health, hasStatus(200), NOTICED_WITHIN_MS);
      await copy.end('backend', 'SIGTERM');
      const frontendAlone = await frontend('GET', '/api/health');
      await copy.start('backend');
      return { away, alive, back, frontendAlone };
    },

    judge: ({ away, alive, back, frontendAlone }) => [
      ...expectThat(
        'The backend says that its database is away.',
        away,
        status(503),
        json(databaseAway, databaseAwayShown),
      ),
      ...expectThat('The backend lives all the same.', alive, status(200), json(onlyAlive, '{"status":"ok"}')),
      ...expectThat('The backend is well again when the database is back.', back, status(200)),
      ...expectThat(
        'The frontend is well without a backend.',
        frontendAlone,
        status(200),
        json(onlyAlive, '{"status":"ok"}'),
      ),
    ],

    saw: ({ away }) => `database away: ${away.answer?.status}; backend ended: the frontend is well`,
  },
});

/** One after the other, so that none waits for another. */
async function ask(send: Send) {
  return {
    health: await askUntilQuick(send, '/api/health'),
    short: await askUntilQuick(send, '/health'),
    livez: await askUntilQuick(send, '/livez'),
    head: await send('HEAD', '/api/health'),
    post: await send('POST', '/api/health'),
  };
}

/** A development server compiles on the first request, and the caller's machine may be busy: that is not the app's time. */
async function askUntilQuick(send: Send, path: string, attempts = 3): Promise<Exchange> {
  const answered = await send('GET', path);
  return answered.durationMs <= LIMIT_MS || attempts === 1 ? answered : askUntilQuick(send, path, attempts - 1);
}
