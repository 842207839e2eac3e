import { EXIT } from '../exit-codes.ts';
import type { Run } from './run-checks.ts';
import type { NotRun } from './selection.ts';
import type { Target } from './target.ts';

/** All that a run of `evenkeel verify` has to tell. */
export interface Report extends Run {
  target: Target;
  notRun: NotRun[];
  /** The copy was started by this run, and is gone. */
  isOwnCopy: boolean;
  /** Rows were asked for by name: each that was not run is then a failure to do what was asked. */
  isChosen: boolean;
  isStopped: boolean;
  durationMs: number;
}

export interface Sums {
  passed: number;
  failed: number;
  unknown: number;
  notRun: number;
}

export function sumsOf({ results, notRun }: Report): Sums {
  const count = (wanted: string) => results.filter(({ outcome }) => outcome === wanted).length;
  return { passed: count('pass'), failed: count('fail'), unknown: count('unknown'), notRun: notRun.length };
}

/** What is wrong counts more than what is not known. */
export function exitCodeOf(report: Report): number {
  const { failed, unknown, notRun } = sumsOf(report);
  if (failed > 0 || report.leftBehind.length > 0) return EXIT.findings;
  if (report.isStopped || unknown > 0 || (report.isChosen && notRun > 0)) return EXIT.couldNotRun;
  return EXIT.agrees;
}
