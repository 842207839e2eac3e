import { setTimeout as pause } from 'node:timers/promises';
import { usersOf } from '../accounts.ts';
import type { CheckContext, Finding } from '../check.ts';
import { defineCheck } from '../check.ts';
import type { Copy, CopyPart, PartEnding } from '../copy.ts';
import { expectThat, status } from '../expectations.ts';
import type { Exchange } from '../exchange.ts';
import type { Reading } from '../results.ts';
import { readResults, RESULTS_KEPT_MS } from '../results.ts';
import { askUntil, hasStatus } from '../until.ts';

const VOTES = 30;
// Well below the time after which another worker takes over what one has left.
const COUNTED_WITHIN_MS = 8_000;

/** A cluster sends the signal only when its nodes have heard that the pod goes. */
const NOTICED_WITHIN_MS = 10_000;

interface Ended {
  part: CopyPart;
  ending: PartEnding | undefined;
  /** What it wrote from the signal on. */
  said: string[];
}

export const sigtermEndsEverythingInOrder = defineCheck({
  id: 'RUN-8',
  title: 'SIGTERM ends every part in order',
  needs: 'copy',

  disturb: {
    shows: 'the end of every part',

    async gather(context, copy) {
      const worker = copy.parts.includes('worker') ? await endWorker(context, copy) : undefined;
      const backend = await endBackend(context, copy);
      const frontend = await terminate(copy, 'frontend');
      return { worker, backend, endings: [frontend, backend.ended, ...(worker ? [worker.ended] : [])] };
    },

    judge: ({ worker, backend, endings }) => [
      ...endings.flatMap(isOrderly),
      ...expectThat('A request that is in flight is answered to its end.', backend.inFlight, status(201)),
      ...(backend.meanwhile.answer === undefined
        ? []
        : expectThat('Meanwhile it is unready.', backend.meanwhile, status(503))),
      ...(worker
        ? expectThat(
            'A worker that ends acknowledges its batch: the next one has nothing to take over.',
            worker.after.exchange,
            () => {
              const grown = worker.after.results.total - worker.before.results.total;
              return grown === worker.sent
                ? undefined
                : { expected: `${worker.sent} votes more within ${COUNTED_WITHIN_MS / 1000} s`, came: `${grown} more` };
            },
          )
        : []),
    ],

    saw: ({ endings, backend }) =>
      `${endings.map(({ part, ending }) => `${part} ended with ${ending?.code ?? ending?.signal}`).join(', ')}; a request in flight got ${backend.inFlight.answer?.status}`,
  },
});

async function terminate(copy: Copy, part: CopyPart): Promise<Ended> {
  const before = (await copy.lines(part)).length;
  const ending = await copy.end(part, 'SIGTERM');
  return { part, ending, said: (await copy.lines(part)).slice(before) };
}

/** Half of a request is there when the signal comes, the other half comes after it. */
async function endBackend(context: CheckContext, copy: Copy) {
  const { backend, accounts } = context;
  const [own] = await usersOf(accounts.assisted());
  let release: () => void = () => undefined;
  const hold = new Promise<void>((resolve) => {
    release = resolve;
  });
  const sent = backend('POST', `/api/${own.id}/tasks`, { bearer: own.token, json: { title: 'In flight' }, hold });
  // Time for the half to arrive, and then for the signal: no clock of the checks, but the machine's.
  await pause(200);
  const ending = terminate(copy, 'backend');
  await pause(300);
  // Where somebody else sends the signal it may come later.
  const isOver = (health: Exchange) => !hasStatus(200)(health);
  const meanwhile = await askUntil(context, () => backend('GET', '/api/health'), isOver, NOTICED_WITHIN_MS);
  release();
  const inFlight: Exchange = await sent;
  return { inFlight, meanwhile, ended: await ending };
}

/** Votes come in when the worker is told to end; one that starts then counts what is left, and only that. */
async function endWorker(context: CheckContext, copy: Copy) {
  const before: Reading = await freshResults(context);
  const votes = Array.from({ length: VOTES }, () => context.backend('POST', '/api/vote', { json: { option: 'dogs' } }));
  const ended = await terminate(copy, 'worker');
  const sent = (await Promise.all(votes)).filter(({ answer }) => answer?.status === 201).length;
  await copy.start('worker');
  let after = await freshResults(context);
  for (
    let waited = 0;
    waited < COUNTED_WITHIN_MS && after.results.total - before.results.total < sent;
    waited += RESULTS_KEPT_MS
  ) {
    after = await freshResults(context);
  }
  return { before, after, sent, ended };
}

/** Older than any answer that is kept. */
async function freshResults(context: CheckContext): Promise<Reading> {
  await context.pause(RESULTS_KEPT_MS + 100);
  return readResults(context);
}

function isOrderly({ part, ending, said }: Ended): Finding[] {
  const where = `the log of the ${part}: ${said.slice(-4).join(' ') || 'nothing'}`;
  const announced = said.some(
    (line) => /"event":"shutdown_signal_received"/.test(line) && /"signal":"SIGTERM"/.test(line),
  );
  const complaint = said.find((line) => /"level":"error"/.test(line));
  const rules: [boolean, string, string][] = [
    [announced, '{"event":"shutdown_signal_received","signal":"SIGTERM"} in its log', 'no such line'],
    [ending !== undefined, 'an end within its time', 'it had to be killed'],
    [ending?.code === 0, 'exit code 0', ending?.signal ? `ended by ${ending.signal}` : `exit code ${ending?.code}`],
    [complaint === undefined, 'no error on the way', 'an error in its log'],
  ];
  const broken = rules.find(([holds]) => !holds);
  return broken ? [{ what: `SIGTERM ends the ${part} in order.`, expected: broken[1], came: broken[2], where }] : [];
}
