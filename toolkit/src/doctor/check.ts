import type { Facts } from './facts.ts';
import type { RuntimeName } from './runtimes.ts';

/** `unknown`: it could not be told, which is neither good nor bad. */
export type Outcome = 'pass' | 'fail' | 'unknown';

export interface Judgement {
  outcome: Outcome;
  /** What was found. */
  found: string;
  /** What to do about it; for everything but a pass. */
  fix?: string;
}

/** One thing that must be so. The name says what is true when all is well; judging touches nothing. */
export interface Check {
  name: string;
  /** The runtimes that cannot run where this is not so; none: good advice. */
  neededBy: readonly RuntimeName[];
  judge: (facts: Facts) => Judgement;
}

export function pass(found: string): Judgement {
  return { outcome: 'pass', found };
}

export function fail(found: string, fix: string): Judgement {
  return { outcome: 'fail', found, fix };
}

export function unknown(found: string, fix: string): Judgement {
  return { outcome: 'unknown', found, fix };
}
