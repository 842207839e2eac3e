import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { Check } from './check.ts';
import { createPlaceholders } from './placeholders.ts';
import { runChecks } from './run-checks.ts';

// Nobody is asked: no check of this file sends anything.
const url = 'http://127.0.0.1:9';
const never = new AbortController().signal;
const surroundings = {
  target: { runtime: 'native', frontendUrl: url, backendUrl: url, isDevelopment: true },
  options: { writesVotes: false, signingKey: undefined },
  placeholders: createPlaceholders(),
  watcher: { started: () => undefined, finished: () => undefined },
  clock: { now: () => performance.now(), pause: (ms, signal) => pause(ms, undefined, { signal }) },
  stop: never,
  stopNow: never,
} satisfies Parameters<typeof runChecks>[1];

const check = (id: string, run: Check['run'], more: Partial<Check> = {}): Check => ({
  id,
  title: id,
  turn: 'together',
  timeLimitMs: 5000,
  leavesOut: () => [],
  run,
  ...more,
});

test('checks run in their turns, and are told in the order of the list', async () => {
  const order: string[] = [];
  const votesEnded = Promise.withResolvers<void>();
  const noting = (id: string, turn: Check['turn'], wait: () => Promise<void> = () => pause(5)) => {
    const run = async () => {
      order.push(`${id} begins`);
      await wait();
      order.push(`${id} ends`);
      return [];
    };
    return check(id, run, { turn });
  };
  const beside = noting('T', 'together', () => votesEnded.promise);
  const last = noting('V2', 'votes', async () => votesEnded.resolve());
  const list = [noting('V1', 'votes'), beside, last, noting('F', 'first')];
  const { results } = await runChecks(list, surroundings);
  expect(results.map(({ id, outcome }) => `${id} ${outcome}`)).toEqual(['V1 pass', 'T pass', 'V2 pass', 'F pass']);
  expect(order.slice(0, 6)).toEqual(['F begins', 'F ends', 'T begins', 'V1 begins', 'V1 ends', 'V2 begins']);
});

test('a check that does not come to its end is a finding, and the others go on', async () => {
  const endless = check('ENDLESS', async (context) => context.pause(60_000).then(() => []), { timeLimitMs: 40 });
  const { results } = await runChecks([endless, check('QUICK', async () => [])], surroundings);
  expect(results.map(({ id, outcome }) => `${id} ${outcome}`)).toEqual(['ENDLESS fail', 'QUICK pass']);
  expect(results[0]?.findings[0]).toMatchObject({ expected: 'an end within 0.04 s', came: 'no request at all' });
});

test('a defect of a check is no finding', async () => {
  const broken = check('BROKEN', () => Promise.reject(new TypeError('a defect')));
  await expect(runChecks([broken], surroundings)).rejects.toThrow('a defect');
});

test('when it is stopped, what has ended is told and the rest is not begun', async () => {
  const stop = new AbortController();
  const list = [
    check('ENDED', async () => [], { turn: 'first' }),
    check('STOPPED', async (context) => {
      stop.abort(new Error('Ctrl-C'));
      await context.pause(60_000);
      return [];
    }),
    check('LATER', () => Promise.reject(new Error('must not be begun')), { turn: 'votes' }),
  ];
  const { results } = await runChecks(list, { ...surroundings, stop: stop.signal });
  expect(results.map(({ id }) => id)).toEqual(['ENDED']);
});
