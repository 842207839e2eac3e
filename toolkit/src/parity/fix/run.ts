import { readFileSync } from 'node:fs';
import { EXIT } from '../../exit-codes.ts';
import { KnownProblem } from '../../known-problem.ts';
import type { Named } from '../comparisons.ts';
import { judge } from '../judge.ts';
import type { Report } from '../report/report.ts';
import type { Acceptance } from '../settings.ts';
import { withoutSecretsOf } from './masked.ts';
import { unifiedDiff } from './diff.ts';
import type { Fix, Left } from './fix.ts';
import { applyFixes, planFixes } from './plan.ts';
import { complaint, prove, tryIn } from './prove.ts';
import { writeAll } from './write.ts';

export interface Fixed {
  fixes: Fix[];
  left: Left[];
  /** All of it, as `git apply` reads it, but without what is secret in lines around it. */
  diff: string;
  isWritten: boolean;
}

interface Told {
  comparisons: readonly Named[];
  acceptances: readonly Acceptance[];
  /** The rules that are asked; undefined: all. */
  only: readonly string[] | undefined;
  isWriting: boolean;
}

/**
 * Finds what can be fixed for certain, and writes it where that is asked.
 * @returns what was done, and the report as it is then
 */
export async function fix(report: Report, { comparisons, acceptances, only, isWriting }: Told) {
  const texts = new Map<string, string>();
  const read = (file: string) => {
    const text = texts.get(file) ?? readFileSync(file, 'utf8');
    texts.set(file, text);
    return text;
  };
  const planned = planFixes({ made: report.made, comparisons, read }, report.findings);
  const { proven, left, isGone } = await prove(planned.fixes, read, tryIn(comparisons, acceptances));
  const changed = new Map([...applyFixes(proven, read)].toSorted(([one], [other]) => (one < other ? -1 : 1)));
  const diff = [...changed].map(([file, { before, after }]) => unifiedDiff(file, before, after)).join('');
  const done: Fixed = {
    fixes: proven,
    // Some go with what is fixed.
    left: [...planned.left.filter(({ finding }) => !isGone(finding)), ...left],
    diff: withoutSecretsOf(report.made, diff),
    isWritten: isWriting && diff !== '',
  };
  if (!done.isWritten) return { done, after: report };
  writeAll(changed);
  const after = await judge(comparisons, acceptances, only);
  const why = complaint(proven, report, after);
  if (why !== undefined) {
    writeAll(new Map([...changed].map(([file, { before, after: text }]) => [file, { before: text, after: before }])));
    throw new KnownProblem(
      `What was written did not make the differences go: ${why} Every file is as it was.`,
      'Change them by hand: the diff of evenkeel parity --fix shows what was tried.',
      EXIT.couldNotRun,
    );
  }
  return { done, after };
}
