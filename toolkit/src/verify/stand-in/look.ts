import { setTimeout as pause } from 'node:timers/promises';
import type { Browser } from '../browser/browser.ts';
import type { CheckOptions } from '../check.ts';
import { checks } from '../checks/index.ts';
import type { CheckResult } from '../outcome.ts';
import { createPlaceholders } from '../placeholders.ts';
import type { Clock, Run } from '../run-checks.ts';
import { runChecks } from '../run-checks.ts';
import { select } from '../selection.ts';
import type { Flaw } from './flaw.ts';
import { startStandIn } from './server.ts';

export interface Looked extends Run {
  /** Outcomes by id; what passed is left out. */
  notWell: Record<string, CheckResult['outcome']>;
  findings: string[];
  peopleLeft: string[];
}

export interface How {
  writesVotes?: boolean;
  only?: string;
  /** The key is another app's. */
  keyId?: string;
  /** Its parts may be ended and started. */
  isOwnCopy?: boolean;
  browser?: Browser | undefined;
}

/** Faster than ours, so that waiting for kept results to grow old takes no minutes. */
const HASTE = 8;
const clock: Clock = {
  now: () => performance.now() * HASTE,
  pause: (ms, signal) => pause(ms / HASTE, undefined, { signal }),
};
const never = new AbortController().signal;
const watcher = { started: () => undefined, finished: () => undefined };

/** Runs checks against an app with a flaw. */
export async function look(flaw: Flaw, { only, keyId, browser, ...how }: How = {}): Promise<Looked> {
  const { isOwnCopy = false, writesVotes = isOwnCopy } = how;
  const app = await startStandIn({ keepsResultsMs: 2000 / HASTE, ...flaw });
  try {
    const { frontendUrl, backendUrl } = app;
    const noBrowser = browser ? undefined : 'there is none in this test';
    const options: CheckOptions = {
      runtime: 'native',
      isDevelopment: false,
      writesVotes,
      hasSigningKey: true,
      isOwnCopy,
      noKill: undefined,
      noWayHere: undefined,
      hidden: {},
      noBackend: undefined,
      noCharts: undefined,
      noBrowser,
    };
    const { checks: chosen } = select(only, options, checks);
    const run = await runChecks(chosen, {
      target: { runtime: 'native', frontendUrl, backendUrl, isDevelopment: false },
      options,
      placeholders: createPlaceholders(),
      signingKey: async () => {
        const key = await app.copy.addSigningKey();
        return keyId === undefined ? key : { ...key, kid: keyId };
      },
      browser,
      copy: isOwnCopy ? app.copy : undefined,
      watcher,
      clock,
      stop: never,
      stopNow: never,
    });
    const notWell = run.results.filter(({ outcome }) => outcome !== 'pass').map(({ id, outcome }) => [id, outcome]);
    const findings = run.results.flatMap((result) => result.findings.map(({ what }) => what));
    return { ...run, notWell: Object.fromEntries(notWell), findings, peopleLeft: app.people() };
  } finally {
    await app.stop();
  }
}
