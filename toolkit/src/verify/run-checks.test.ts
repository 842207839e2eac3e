import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { carefully } from '../../test/check-options.ts';
import type { Check } from './check.ts';
import type { Copy } from './copy.ts';
import { createPlaceholders } from './placeholders.ts';
import { runChecks } from './run-checks.ts';

// Nobody is asked: no check of this file sends anything.
const url = 'http://127.0.0.1:9';
const never = new AbortController().signal;
const surroundings = {
  target: { runtime: 'native', frontendUrl: url, backendUrl: url, isDevelopment: true },
  options: carefully,
  signingKey: () => Promise.resolve(undefined),
  placeholders: createPlaceholders(),
  watcher: { started: () => undefined, finished: () => undefined },
  clock: { now: () => performance.now(), pause: (ms, signal) => pause(ms, undefined, { signal }) },
  stop: never,
  stopNow: never,
} satisfies Parameters<typeof runChecks>[1];

const nothing = { findings: [], saw: '' };
const check = (id: string, run: NonNullable<Check['run']>, more: Partial<Check> = {}): Check => ({
  id,
  title: id,
  runtimes: ['native'],
  turn: 'together',
  timeLimitMs: 5000,
  looksInto: [],
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
      return nothing;
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
  const endless = check('ENDLESS', async (context) => context.pause(60_000).then(() => nothing), { timeLimitMs: 40 });
  const { results } = await runChecks([endless, check('QUICK', async () => nothing)], surroundings);
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
    check('ENDED', async () => nothing, { turn: 'first' }),
    check('STOPPED', async (context) => {
      stop.abort(new Error('Ctrl-C'));
      await context.pause(60_000);
      return nothing;
    }),
    check('LATER', () => Promise.reject(new Error('must not be begun')), { turn: 'votes' }),
  ];
  const { results } = await runChecks(list, { ...surroundings, stop: stop.signal });
  expect(results.map(({ id }) => id)).toEqual(['ENDED']);
});

/** A copy whose parts say what was done with them. */
function noted(order: string[], down = new Set<string>()): Copy {
  return {
    parts: ['backend', 'postgres'],
    secrets: [],
    lines: () => Promise.resolve([]),
    countedOf: () => Promise.resolve(new Set()),
    here: { listen: '127.0.0.1', name: '127.0.0.1' },
    isRunning: (part) => !down.has(part),
    addSigningKey: () => Promise.reject(new Error('not needed')),
    async end(part) {
      down.add(part);
      order.push(`${part} ends`);
      return { code: 0, signal: null };
    },
    async start(part) {
      down.delete(part);
      order.push(`${part} starts`);
      return undefined;
    },
  };
}

test('what disturbs comes last, one after the other, and each finds the copy whole', async () => {
  const order: string[] = [];
  const copy = noted(order);
  const disturbing = (id: string, more: Partial<Check> = {}) =>
    check(id, async () => nothing, {
      ...more,
      async disturb(_context, given) {
        order.push(id);
        await given.end('postgres', 'SIGKILL');
        return { findings: [], saw: `${id} was disturbed` };
      },
    });
  const list = [disturbing('ENDS', { needs: 'copy' }), disturbing('EARLIER'), check('QUIET', async () => nothing)];
  const { results } = await runChecks(list, { ...surroundings, copy });
  expect(order).toEqual(['EARLIER', 'postgres ends', 'postgres starts', 'ENDS', 'postgres ends']);
  expect(results.map(({ id, saw }) => `${id}: ${saw}`)).toEqual([
    'ENDS: ENDS was disturbed',
    'EARLIER: EARLIER was disturbed',
    'QUIET: ',
  ]);
});

test('without a copy nothing is disturbed', async () => {
  const disturb = () => Promise.reject(new Error('must not be called'));
  const { results } = await runChecks([check('CALM', async () => nothing, { disturb })], surroundings);
  expect(results.map(({ outcome }) => outcome)).toEqual(['pass']);
});

test('a copy that was not disturbed any more is no whole look, and says so', async () => {
  const stop = new AbortController();
  const disturb = () => Promise.reject(new Error('must not be called'));
  const stopping = check('STOPPED', async () => {
    stop.abort(new Error('Ctrl-C'));
    return nothing;
  });
  const list = [check('HALF', async () => nothing, { turn: 'first', disturb }), stopping];
  const { results } = await runChecks(list, { ...surroundings, copy: noted([]), stop: stop.signal });
  expect(results.find(({ id }) => id === 'HALF')?.leftOut).toEqual(['what parts do that end: it was stopped before']);
});
