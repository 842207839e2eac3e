import type { Outcome } from './check.ts';

export const runtimeNames = ['native', 'compose', 'cluster'] as const;
export type RuntimeName = (typeof runtimeNames)[number];

/** Whether a runtime can run on this machine, by the names of the checks that speak against it. */
export interface Verdict {
  runtime: RuntimeName;
  outcome: Outcome;
  lacks: string[];
  untold: string[];
}

interface Result {
  name: string;
  neededBy: readonly RuntimeName[];
  outcome: Outcome;
}

/** A runtime can run when everything that it needs is there; what could not be told is no yes. */
export function judgeRuntimes(results: readonly Result[]): Verdict[] {
  return runtimeNames.map((runtime) => {
    const needed = results.filter(({ neededBy }) => neededBy.includes(runtime));
    const named = (wanted: Outcome) => needed.filter(({ outcome }) => outcome === wanted).map(({ name }) => name);
    const [lacks, untold] = [named('fail'), named('unknown')];
    return { runtime, lacks, untold, outcome: lacks.length > 0 ? 'fail' : untold.length > 0 ? 'unknown' : 'pass' };
  });
}
