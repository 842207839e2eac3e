import type { Accounts } from './accounts.ts';
import { createAccounts } from './accounts.ts';
import type { Browser } from './browser/browser.ts';
import type { Check, CheckContext, CheckOptions, Seen } from './check.ts';
import { CannotTell, whyUnable } from './check.ts';
import type { ClusterApp } from './cluster/app.ts';
import type { ComposeProject } from './compose/project.ts';
import type { Copy } from './copy.ts';
import { mend } from './copy.ts';
import type { Exchange, Request } from './exchange.ts';
import type { CheckResult } from './outcome.ts';
import { add, outcomeOf, tooSlow } from './outcome.ts';
import type { Placeholders } from './placeholders.ts';
import { createSend } from './send.ts';
import type { SigningKey } from './signing-key.ts';
import type { Target } from './target.ts';

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

/** What the checks look at, and with what. */
export interface RunOptions {
  target: Target;
  options: CheckOptions;
  signingKey: () => Promise<SigningKey | undefined>;
  browser?: Browser | undefined;
  copy?: Copy | undefined;
  /** What it runs in, where that can be asked. */
  compose?: ComposeProject | undefined;
  cluster?: ClusterApp | undefined;
  placeholders: Placeholders;
  watcher: Watcher;
  clock: Clock;
  /** Ends the checks; the users are deleted all the same. */
  stop: AbortSignal;
  /** Ends that too. */
  stopNow: AbortSignal;
}

/**
 * Runs the checks, each turn after the one before, then what disturbs the copy, one after the other. Deletes the users
 * that were made, whatever happens; those of a copy go with it.
 */
export async function runChecks(checks: readonly Check[], { watcher, stopNow, ...given }: RunOptions): Promise<Run> {
  const { target, placeholders, stop, copy, options } = given;
  const accounts = createAccounts(createSend(target.frontendUrl, stopNow, undefined, target.frontendUrl), placeholders);
  const results = new Map<Check, CheckResult>();
  const disturbed = new Set<Check>();
  const watch = async (check: Check, look: Look | undefined): Promise<void> => {
    if (stop.aborted || !look) return;
    watcher.started(check);
    const result = await runLook(check, look, { ...given, accounts }).finally(() => watcher.finished(check));
    if (result) results.set(check, add(results.get(check), result));
  };
  const peacefully = (check: Check) => watch(check, check.run?.bind(check));
  const inTurn = async (turn: Check['turn']) => {
    for (const check of checks) if (check.turn === turn) await peacefully(check);
  };

  await inTurn('first');
  const together = checks.filter(({ turn }) => turn === 'together').map(peacefully);
  // All have ended before the users go, also when one has failed for a reason of its own.
  const ended = await Promise.allSettled([...together, inTurn('votes'), inTurn('pages'), inTurn('images')]);
  if (copy && ended.every(({ status }) => status === 'fulfilled')) {
    // Rows that are about ends and logs alone come last: those of the others are then in the logs.
    for (const check of checks.toSorted((a, b) => Number(a.needs === 'copy') - Number(b.needs === 'copy'))) {
      const isPossible = whyUnable(check, options) === undefined;
      await watch(check, check.disturb && isPossible ? (context) => disturb(check, context, copy) : undefined);
      if (!stop.aborted) disturbed.add(check);
    }
  }
  const leftBehind = copy ? [] : await accounts.deleteAll();
  for (const each of ended) if (each.status === 'rejected') throw each.reason;
  // A row of which a stopped run has seen the first look alone must say so.
  for (const [check, result] of results) {
    if (copy && check.disturb && !disturbed.has(check))
      result.leftOut.push('what parts do that end: it was stopped before');
  }
  return { results: checks.flatMap((check) => results.get(check) ?? []), leftBehind };
}

type Look = (context: CheckContext) => Promise<Seen>;

async function disturb(check: Check, context: CheckContext, copy: Copy): Promise<Seen> {
  await mend(copy);
  return check.disturb ? check.disturb(context, copy) : { findings: [], saw: '' };
}

type Surroundings = Omit<RunOptions, 'watcher' | 'stopNow'> & { accounts: Accounts };

/** @returns undefined when it was stopped */
async function runLook(check: Check, look: Look, surroundings: Surroundings): Promise<CheckResult | undefined> {
  const { stop, options } = surroundings;
  const timeLimit = AbortSignal.timeout(check.timeLimitMs);
  const exchanges: Exchange[] = [];
  const waitingFor = new Set<Request>();
  const recorder = {
    started: (request: Request) => void waitingFor.add(request),
    finished(exchange: Exchange) {
      waitingFor.delete(exchange.request);
      exchanges.push(exchange);
    },
  };
  const within = AbortSignal.any([stop, timeLimit]);
  const context = createContext(surroundings, { within, recorder });
  const started = performance.now();
  const over = aborted(within);
  let outcome: Awaited<ReturnType<typeof outcomeOf>>;
  try {
    // What waits for a process or for a page does not hear the signal.
    outcome = await outcomeOf(Promise.race([look(context), over.promise]));
  } catch (error) {
    if (stop.aborted) return undefined;
    if (!timeLimit.aborted) throw error;
    const findings = [tooSlow(check, [...waitingFor][0], exchanges)];
    outcome = { outcome: 'fail', findings, reason: undefined, saw: '' };
  } finally {
    over.forget();
  }
  const { id, title } = check;
  const durationMs = performance.now() - started;
  return { id, title, ...outcome, exchanges, leftOut: check.leavesOut(options), durationMs };
}

interface Within {
  within: AbortSignal;
  recorder: NonNullable<Parameters<typeof createSend>[2]>;
}

function createContext(surroundings: Surroundings, { within, recorder }: Within): CheckContext {
  const { target, accounts, options, placeholders, clock, signingKey, browser, compose, cluster } = surroundings;
  return {
    target,
    inside: compose ?? cluster,
    compose,
    cluster,
    accounts,
    writesVotes: options.writesVotes,
    signingKey,
    frontend: createSend(target.frontendUrl, within, recorder, target.frontendUrl),
    backend: createSend(target.backendUrl, within, recorder),
    isOwnCopy: options.isOwnCopy,
    hasBrowser: browser !== undefined,
    openTab: (path, cookie) => {
      if (!browser) throw new CannotTell('there is no browser');
      return browser.open(new URL(path, target.frontendUrl).href, cookie);
    },
    now: clock.now,
    pause: (ms) => clock.pause(ms, within),
    name: placeholders.name,
    secrets: placeholders.secrets,
  };
}

/** Rejects when the signal is aborted. */
function aborted(signal: AbortSignal): { promise: Promise<never>; forget: () => void } {
  let onAbort: () => void = () => undefined;
  const promise = new Promise<never>((_resolve, reject) => {
    onAbort = () => reject(signal.reason as Error);
  });
  promise.catch(() => undefined);
  if (signal.aborted) onAbort();
  signal.addEventListener('abort', onAbort);
  return { promise, forget: () => signal.removeEventListener('abort', onAbort) };
}
