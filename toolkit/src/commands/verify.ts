import { setTimeout as pause } from 'node:timers/promises';
import { wholeNumber } from '../command-line.ts';
import type { Invocation } from '../command.ts';
import { processEnvironment } from '../environment.ts';
import { EXIT } from '../exit-codes.ts';
import { KnownProblem } from '../known-problem.ts';
import type { Browser } from '../verify/browser/browser.ts';
import { createBrowser } from '../verify/browser/browser.ts';
import { findBrowser } from '../verify/browser/find-browser.ts';
import type { Check, CheckOptions } from '../verify/check.ts';
import { checks } from '../verify/checks/index.ts';
import type { Place } from '../verify/place.ts';
import { findPlace, startPlace, whyNoKillIn, willBeDevelopment } from '../verify/place.ts';
import { createPlaceholders } from '../verify/placeholders.ts';
import { createProgress } from '../verify/progress.ts';
import { reach } from '../verify/reach.ts';
import { jsonReport } from '../verify/report-json.ts';
import { prettyReport } from '../verify/report-pretty.ts';
import type { Report } from '../verify/report.ts';
import { exitCodeOf } from '../verify/report.ts';
import type { Run, RunOptions } from '../verify/run-checks.ts';
import { runChecks } from '../verify/run-checks.ts';
import { select } from '../verify/selection.ts';
import type { SigningKey } from '../verify/signing-key.ts';
import { readSigningKey } from '../verify/signing-key.ts';
import type { Runtime, Target } from '../verify/target.ts';
import { runtimes } from '../verify/target.ts';

/** Ctrl-C in an npm script arrives twice within milliseconds: from the terminal and from npm. */
const SAME_CTRL_C_MS = 500;

type Given = Omit<RunOptions, 'target'> & { chosen: readonly Check[]; doing: (what: string) => void };

export async function run({ word, options, json, terminal }: Invocation): Promise<number> {
  const began = performance.now();
  const only = text(options['only']);
  const keyFile = text(options['signing-key']);
  const isOwnCopy = options['start'] === true;
  const runtime: Runtime = runtimes.find((each) => each === word) ?? 'native';
  if (isOwnCopy) refuseAddresses(options);
  const addresses = readAddresses(runtime, options);
  const signingKey = keyFile === undefined ? undefined : readSigningKey(keyFile);
  const found = findBrowser(process.cwd(), processEnvironment());
  const there = isOwnCopy ? undefined : await findPlace(runtime, addresses);
  const checkOptions: CheckOptions = {
    runtime,
    isDevelopment: there?.target.isDevelopment ?? willBeDevelopment(runtime),
    writesVotes: options['write-votes'] === true || isOwnCopy,
    hasSigningKey: signingKey !== undefined || isOwnCopy,
    isOwnCopy,
    noKill: isOwnCopy ? await whyNoKillIn(runtime) : undefined,
    noBrowser: 'missing' in found ? found.missing : undefined,
  };
  const { checks: chosen, notRun } = select(only, checkOptions, checks);
  const placeholders = createPlaceholders();
  const signals = watchSignals();
  const progress = createProgress(terminal.err, chosen.length);
  const browser = 'missing' in found ? undefined : createBrowser(found);
  const clock = {
    now: () => performance.now(),
    pause: (ms: number, signal: AbortSignal) => pause(ms, undefined, { signal }),
  };
  const given = {
    options: checkOptions,
    signingKey: () => Promise.resolve(signingKey),
    browser,
    placeholders,
    clock,
    ...signals,
  };
  const all: Given = { ...given, watcher: progress, chosen, doing: (what) => progress.doing(what) };
  const done = await lookAll(all, there).finally(() => progress.end());

  const { stop } = signals;
  const durationMs = performance.now() - began;
  const report = {
    target: there?.target ?? UNSTARTED[runtime],
    ...done,
    notRun,
    isOwnCopy,
    isChosen: only !== undefined,
    isStopped: stop.aborted,
    durationMs,
  };
  const { mask } = placeholders;
  terminal.out.write(json ? jsonReport(report, mask) : pretty(report, { options, terminal }, mask));
  return exitCodeOf(report);
}

/** @param there undefined: a copy of its own */
async function lookAll(all: Given, there: Place | undefined): Promise<Run & { target?: Target }> {
  try {
    return await (there ? look(there, all) : lookAtCopy(all));
  } finally {
    await closeSoon(all.browser);
  }
}

async function look({ target, compose }: Place, { chosen, ...given }: Given): Promise<Run> {
  if (chosen.length > 0) {
    await reach(target, given.stop).catch((error: unknown) => {
      if (!given.stop.aborted) throw error;
    });
  }
  return runChecks(chosen, { ...given, target, compose });
}

/** Whatever happens, nothing of the copy is left. */
async function lookAtCopy({ chosen, ...given }: Given): Promise<Run & { target?: Target }> {
  const { stop, placeholders, doing, options } = given;
  const place = await startPlace(options.runtime, stop, doing).catch((error: unknown) => {
    if (stop.aborted) return undefined;
    throw error;
  });
  if (!place) return { results: [], leftBehind: [] };
  const { target, copy, compose } = place;
  try {
    for (const secret of copy?.secrets ?? []) placeholders.name(secret, 'SECRET');
    let key: Promise<SigningKey> | undefined;
    const signingKey = async () => (key ??= copy?.addSigningKey());
    return { ...(await runChecks(chosen, { ...given, target, copy, compose, signingKey })), target };
  } finally {
    doing('Removing the copy');
    await place.remove();
  }
}

/** A browser that hangs must not keep the report back. */
async function closeSoon(browser: Browser | undefined): Promise<void> {
  await Promise.race([browser?.close(), pause(3000, undefined, { ref: false })]);
}

function pretty(
  report: Report,
  { options, terminal }: Pick<Invocation, 'options' | 'terminal'>,
  mask: (text: string) => string,
): string {
  const { out, signs } = terminal;
  const isVerbose = options['verbose'] === true;
  const isQuiet = options['quiet'] === true;
  return prettyReport(report, { colours: out.colours, columns: out.columns(), signs, isVerbose, isQuiet, mask });
}

/** What a report about a copy says that never came to be. */
const UNSTARTED: Record<Runtime, Target> = {
  native: { runtime: 'native', frontendUrl: 'not started', backendUrl: 'not started', isDevelopment: true },
  compose: { runtime: 'compose', frontendUrl: 'not started', backendUrl: 'not started', isDevelopment: false },
};

/** What the options say about where the app is; elsewhere it is where its runtime puts it. */
function readAddresses(runtime: Runtime, options: Invocation['options']): Partial<Target> {
  const [frontend, backend, moved] = ['frontend-url', 'backend-url', 'port-offset'].map((name) => text(options[name]));
  if (runtime === 'compose' && moved !== undefined) {
    throw new KnownProblem(
      '--port-offset is for an app that `evenkeel up` has started; Compose is asked for its ports.',
      'Leave it out.',
      EXIT.wrongUse,
    );
  }
  const offset = wholeNumber('port-offset', moved ?? '0', 0, 50_000);
  return {
    ...(offset > 0 && {
      frontendUrl: `http://localhost:${3000 + offset}`,
      backendUrl: `http://localhost:${8000 + offset}`,
    }),
    ...(frontend !== undefined && { frontendUrl: origin('frontend-url', frontend) }),
    ...(backend !== undefined && { backendUrl: origin('backend-url', backend) }),
  };
}

function refuseAddresses(options: Invocation['options']): void {
  const given = ['frontend-url', 'backend-url', 'port-offset', 'signing-key'].find(
    (name) => options[name] !== undefined,
  );
  if (given === undefined) return;
  throw new KnownProblem(
    `--${given} is for an app that runs, and --start is for a copy of its own.`,
    'Give one of the two.',
    EXIT.wrongUse,
  );
}

function origin(option: string, given: string): string {
  const url = URL.canParse(given) ? new URL(given) : undefined;
  if (url && /^https?:$/.test(url.protocol) && url.href === `${url.origin}/`) return url.origin;
  throw new KnownProblem(
    `--${option} must be an address without a path, such as http://localhost:3000, not "${given}".`,
    'Correct it.',
    EXIT.wrongUse,
  );
}

function text(option: string | boolean | undefined): string | undefined {
  return typeof option === 'string' ? option : undefined;
}

/** The first signal ends the checks and lets the clean-up run; a second Ctrl-C ends that too. */
function watchSignals(): { stop: AbortSignal; stopNow: AbortSignal } {
  const stop = new AbortController();
  const stopNow = new AbortController();
  let firstAt = 0;
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => {
      if (!stop.signal.aborted) {
        firstAt = performance.now();
        stop.abort(new Error(name));
      } else if (performance.now() - firstAt > SAME_CTRL_C_MS) {
        stopNow.abort(new Error(name));
      }
    });
  }
  return { stop: stop.signal, stopNow: stopNow.signal };
}
