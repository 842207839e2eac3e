import { setTimeout as pause } from 'node:timers/promises';
import type { Invocation } from '../command.ts';
import { processEnvironment } from '../environment.ts';
import { keepReport } from '../report/keep-report.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { runtimes } from '../runtime/runtime.ts';
import type { Where } from '../runtime/kubectl.ts';
import { readAddresses, refuseAddresses, text } from '../verify/addresses.ts';
import type { Browser } from '../verify/browser/browser.ts';
import { createBrowser } from '../verify/browser/browser.ts';
import { findBrowser } from '../verify/browser/find-browser.ts';
import type { Check, CheckOptions } from '../verify/check.ts';
import { checks } from '../verify/checks/index.ts';
import type { Place } from '../verify/place.ts';
import { ABLE, abilitiesOf, findPlace, startPlace, willBeDevelopment } from '../verify/place.ts';
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
import { watchSignals } from '../verify/signals.ts';
import type { SigningKey } from '../verify/signing-key.ts';
import { readSigningKey } from '../verify/signing-key.ts';
import type { Target } from '../verify/target.ts';

type Given = Omit<RunOptions, 'target'> & { chosen: readonly Check[]; where: Where; doing: (what: string) => void };

export async function run({ word, options, json, terminal }: Invocation): Promise<number> {
  const began = performance.now();
  const only = text(options['only']);
  const keyFile = text(options['signing-key']);
  const isOwnCopy = options['start'] === true;
  const runtime: Runtime = runtimes.find((each) => each === word) ?? 'native';
  if (isOwnCopy) refuseAddresses(options);
  const given = readAddresses(runtime, options);
  const signingKey = keyFile === undefined ? undefined : readSigningKey(keyFile);
  const found = findBrowser(process.cwd(), processEnvironment());
  const there = isOwnCopy ? undefined : await findPlace(runtime, given);
  const checkOptions: CheckOptions = {
    runtime,
    isDevelopment: there?.target.isDevelopment ?? willBeDevelopment(runtime),
    writesVotes: options['write-votes'] === true || isOwnCopy,
    hasSigningKey: signingKey !== undefined || isOwnCopy,
    isOwnCopy,
    ...(isOwnCopy
      ? await abilitiesOf(runtime, given.where)
      : { noKill: undefined, ...ABLE, noCharts: there?.cluster?.noCharts }),
    hidden: there?.hidden ?? {},
    noBackend: there?.noBackend,
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
  const everyRun = {
    options: checkOptions,
    signingKey: () => Promise.resolve(signingKey),
    browser,
    placeholders,
    clock,
    ...signals,
  };
  const all: Given = {
    ...everyRun,
    where: given.where,
    watcher: progress,
    chosen,
    doing: (what) => progress.doing(what),
  };
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
  if (!report.isChosen && !report.isStopped) keepReport(process.cwd(), 'verify', jsonReport(report, mask));
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

async function look({ target, compose, cluster }: Place, { chosen, ...given }: Given): Promise<Run> {
  if (chosen.length > 0) {
    await reach(target, given.stop).catch((error: unknown) => {
      if (!given.stop.aborted) throw error;
    });
  }
  return runChecks(chosen, { ...given, target, compose, cluster });
}

/** Whatever happens, nothing of the copy is left. */
async function lookAtCopy({ chosen, where, ...given }: Given): Promise<Run & { target?: Target }> {
  const { stop, placeholders, doing, options } = given;
  const place = await startPlace(options.runtime, { where, stop, doing }).catch((error: unknown) => {
    if (stop.aborted) return undefined;
    throw error;
  });
  if (!place) return { results: [], leftBehind: [] };
  const { target, copy, compose, cluster } = place;
  try {
    for (const secret of copy?.secrets ?? []) placeholders.name(secret, 'SECRET');
    let key: Promise<SigningKey> | undefined;
    const signingKey = async () => (key ??= copy?.addSigningKey());
    return { ...(await runChecks(chosen, { ...given, target, copy, compose, cluster, signingKey })), target };
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
  cluster: { runtime: 'cluster', frontendUrl: 'not started', backendUrl: 'not started', isDevelopment: false },
};
