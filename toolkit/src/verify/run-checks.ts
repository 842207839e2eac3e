import type { Accounts } from './accounts.ts';
import { createAccounts } from './accounts.ts';
import type { Check, CheckContext, CheckOptions, Finding } from './check.ts';
import { CannotTell, Unmet } from './check.ts';
import type { Exchange, Request } from './exchange.ts';
import type { Placeholders } from './placeholders.ts';
import { createSend } from './send.ts';
import type { Target } from './target.ts';

export interface CheckResult {
  id: string;
  title: string;
  /** `unknown`: nothing can be said now; `reason` says why. That is never a pass. */
  outcome: 'pass' | 'fail' | 'unknown';
  reason: string | undefined;
  findings: Finding[];
  /** What was asked, in that order. */
  exchanges: Exchange[];
  /** Parts of the row that were not looked at, with the reason. */
  leftOut: string[];
  durationMs: number;
}

export interface Run {
  /** In the order of the checks; of a run that was stopped those that had come to their end. */
  results: CheckResult[];
  /** Users that could not be deleted again, one line each. */
  leftBehind: string[];
}

export interface Watcher {
  started(check: Check): void;
  finished(check: Check): void;
}

/** Where checks get the time from, and where they wait. */
export interface Clock {
  now: () => number;
  /** @throws the signal's reason when it is aborted */
  pause: (ms: number, signal: AbortSignal) => Promise<void>;
}

export interface RunOptions {
  target: Target;
  options: CheckOptions;
  placeholders: Placeholders;
  watcher: Watcher;
  clock: Clock;
  /** Ends the checks; the users are deleted all the same. */
  stop: AbortSignal;
  /** Ends that too. */
  stopNow: AbortSignal;
}

/** Runs the checks, each turn after the one before, and deletes the users that they made, whatever happens. */
export async function runChecks(checks: readonly Check[], { watcher, stopNow, ...given }: RunOptions): Promise<Run> {
  const { target, placeholders, stop } = given;
  const accounts = createAccounts(createSend(target.frontendUrl, stopNow, undefined, target.frontendUrl), placeholders);
  const results = new Map<Check, CheckResult>();
  const run = async (check: Check): Promise<void> => {
    if (stop.aborted) return;
    watcher.started(check);
    const result = await runCheck(check, { ...given, accounts }).finally(() => watcher.finished(check));
    if (result) results.set(check, result);
  };
  const inTurn = async (turn: Check['turn']) => {
    for (const check of checks) if (check.turn === turn) await run(check);
  };

  await inTurn('first');
  const together = checks.filter(({ turn }) => turn === 'together').map(run);
  // All have ended before the users go, also when one has failed for a reason of its own.
  const ended = await Promise.allSettled([...together, inTurn('votes')]);
  const leftBehind = await accounts.deleteAll();
  for (const each of ended) if (each.status === 'rejected') throw each.reason;
  return { results: checks.flatMap((check) => results.get(check) ?? []), leftBehind };
}

interface Surroundings {
  target: Target;
  accounts: Accounts;
  options: CheckOptions;
  placeholders: Placeholders;
  clock: Clock;
  stop: AbortSignal;
}

/** @returns undefined when it was stopped */
async function runCheck(
  check: Check,
  { target, accounts, options, placeholders, clock, stop }: Surroundings,
): Promise<CheckResult | undefined> {
  const timeLimit = AbortSignal.timeout(check.timeLimitMs);
  const within = AbortSignal.any([stop, timeLimit]);
  const exchanges: Exchange[] = [];
  const waitingFor = new Set<Request>();
  const recorder = {
    started: (request: Request) => void waitingFor.add(request),
    finished(exchange: Exchange) {
      waitingFor.delete(exchange.request);
      exchanges.push(exchange);
    },
  };
  const context: CheckContext = {
    ...options,
    target,
    accounts,
    frontend: createSend(target.frontendUrl, within, recorder, target.frontendUrl),
    backend: createSend(target.backendUrl, within, recorder),
    now: clock.now,
    pause: (ms) => clock.pause(ms, within),
    name: placeholders.name,
  };
  const started = performance.now();
  let outcome: Outcome;
  try {
    outcome = await outcomeOf(check.run(context));
  } catch (error) {
    if (stop.aborted) return undefined;
    if (!timeLimit.aborted) throw error;
    outcome = { outcome: 'fail', findings: [tooSlow(check, [...waitingFor][0], exchanges)], reason: undefined };
  }
  const { id, title } = check;
  return {
    id,
    title,
    ...outcome,
    exchanges,
    leftOut: check.leavesOut(options),
    durationMs: performance.now() - started,
  };
}

type Outcome = Pick<CheckResult, 'outcome' | 'findings' | 'reason'>;

async function outcomeOf(findings: Promise<Finding[]>): Promise<Outcome> {
  try {
    return judged(await findings);
  } catch (error) {
    if (error instanceof Unmet) return judged(error.findings);
    if (error instanceof CannotTell) return { outcome: 'unknown', findings: [], reason: error.message };
    throw error;
  }
}

/** Whoever asks too often learns nothing about the requirement. */
function judged(findings: Finding[]): Outcome {
  const limited = findings.find(({ exchange }) => exchange.answer?.status === 429);
  if (!limited) return { outcome: findings.length === 0 ? 'pass' : 'fail', findings, reason: undefined };
  const { request, answer } = limited.exchange;
  const seconds = Number(answer?.headers['retry-after']);
  const again = seconds > 0 ? `in ${seconds} s` : 'in a minute';
  return {
    outcome: 'unknown',
    findings: [],
    reason: `the app limits how often ${request.method} ${new URL(request.url).pathname} is asked: try again ${again}`,
  };
}

function tooSlow({ timeLimitMs }: Check, request: Request | undefined, exchanges: Exchange[]): Finding {
  const pending = request ?? exchanges.at(-1)?.request;
  const came = pending ? `still busy with ${pending.method} ${pending.url}` : 'no request at all';
  const none: Request = { method: 'GET', url: '', headers: {}, body: undefined, isChunked: false };
  const exchange = { request: pending ?? none, answer: undefined, failure: 'no answer yet', durationMs: timeLimitMs };
  return { what: 'The check comes to an end.', expected: `an end within ${timeLimitMs / 1000} s`, came, exchange };
}
