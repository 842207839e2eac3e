import { z } from 'zod';
import type { Send } from '../check.ts';
import { defineCheck } from '../check.ts';
import type { Exchange } from '../exchange.ts';
import { expectThat, header, json, problem, status, within } from '../expectations.ts';

const LIMIT_MS = 1000;
const well = z.object({ status: z.literal('ok') });
// A check of its own would mean that it asks others.
const onlyAlive = well.extend({ checks: z.never('there must be none').optional() });
const backendWell = z.object({
  status: z.literal('ok'),
  checks: z.intersection(z.object({ database: well, votes: well }), z.record(z.string(), well)),
});

export const healthTellsTheTruth = defineCheck({
  id: 'RUN-3',
  title: 'Health is quick and tells the truth',
  turn: 'first',
  leavesOut: () => [
    '503 while the database is away, and a frontend that is well without a backend: needs a copy that verify may disturb',
  ],

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
