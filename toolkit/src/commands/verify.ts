import { setTimeout as pause } from 'node:timers/promises';
import { wholeNumber } from '../command-line.ts';
import type { Invocation } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { KnownProblem } from '../known-problem.ts';
import type { Check } from '../verify/check.ts';
import { checks } from '../verify/checks/index.ts';
import { createPlaceholders } from '../verify/placeholders.ts';
import { createProgress } from '../verify/progress.ts';
import { reach } from '../verify/reach.ts';
import { jsonReport } from '../verify/report-json.ts';
import { prettyReport } from '../verify/report-pretty.ts';
import type { Report } from '../verify/report.ts';
import { exitCodeOf } from '../verify/report.ts';
import type { Clock, Run, RunOptions } from '../verify/run-checks.ts';
import { runChecks } from '../verify/run-checks.ts';
import { select } from '../verify/selection.ts';
import { readSigningKey } from '../verify/signing-key.ts';
import type { Target } from '../verify/target.ts';
import { uncheckable } from '../verify/uncheckable.ts';

/** Ctrl-C in an npm script arrives twice within milliseconds: from the terminal and from npm. */
const SAME_CTRL_C_MS = 500;

export async function run({ options, json, terminal }: Invocation): Promise<number> {
  const began = performance.now();
  const target = nativeTarget(options);
  const only = text(options['only']);
  const keyFile = text(options['signing-key']);
  const checkOptions = {
    writesVotes: options['write-votes'] === true,
    signingKey: keyFile === undefined ? undefined : readSigningKey(keyFile),
  };
  const chosen = select(only, checkOptions, { checks, uncheckable });
  const placeholders = createPlaceholders();
  const signals = watchSignals();
  const progress = createProgress(terminal.err, chosen.checks.length);
  const clock: Clock = { now: () => performance.now(), pause: (ms, signal) => pause(ms, undefined, { signal }) };
  const surroundings = { target, options: checkOptions, placeholders, watcher: progress, clock, ...signals };
  const done = await look(chosen.checks, surroundings).finally(() => progress.end());

  const { stop } = signals;
  const durationMs = performance.now() - began;
  const isChosen = only !== undefined;
  const report = { ...done, target, notRun: chosen.notRun, isChosen, isStopped: stop.aborted, durationMs };
  const { mask } = placeholders;
  terminal.out.write(json ? jsonReport(report, mask) : pretty(report, { options, terminal }, mask));
  return exitCodeOf(report);
}

async function look(chosen: readonly Check[], surroundings: RunOptions): Promise<Run> {
  const { target, stop } = surroundings;
  if (chosen.length > 0) {
    await reach(target, stop).catch((error: unknown) => {
      if (!stop.aborted) throw error;
    });
  }
  return runChecks(chosen, surroundings);
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

/** Where `evenkeel up` puts the app, unless the options say something else. */
function nativeTarget(options: Invocation['options']): Target {
  const offset = wholeNumber('port-offset', text(options['port-offset']) ?? '0', 0, 50_000);
  return {
    runtime: 'native',
    frontendUrl: origin('frontend-url', text(options['frontend-url']) ?? `http://localhost:${3000 + offset}`),
    backendUrl: origin('backend-url', text(options['backend-url']) ?? `http://localhost:${8000 + offset}`),
    isDevelopment: true,
  };
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
