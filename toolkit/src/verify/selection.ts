import { EXIT } from '../exit-codes.ts';
import { KnownProblem } from '../known-problem.ts';
import { nearest } from '../nearest.ts';
import type { Check, CheckOptions } from './check.ts';
import type { Uncheckable } from './uncheckable.ts';

export interface Selection {
  checks: Check[];
  notRun: Uncheckable[];
}

/**
 * What a run looks at.
 * @param only ids separated by commas; undefined: everything
 * @throws KnownProblem for an id that nobody knows
 */
export function select(
  only: string | undefined,
  options: CheckOptions,
  known: { checks: readonly Check[]; uncheckable: readonly Uncheckable[] },
): Selection {
  const ids = [...known.checks, ...known.uncheckable].map(({ id }) => id);
  const wanted = only === undefined ? ids : readIds(only, ids);
  const asked = known.checks.filter(({ id }) => wanted.includes(id));
  const isOpen = (check: Check) => !check.needsVotes || options.writesVotes;
  const closed = asked
    .filter((check) => !isOpen(check))
    .map(({ id, title }) => ({ id, title, reason: 'sends votes: needs --write-votes' }));
  const notRun = [...closed, ...known.uncheckable.filter(({ id }) => wanted.includes(id))];
  return { checks: asked.filter(isOpen), notRun: notRun.toSorted((a, b) => a.id.localeCompare(b.id)) };
}

function readIds(only: string, known: string[]): string[] {
  const ids = only
    .split(',')
    .map((id) => id.trim().toUpperCase())
    .filter((id) => id !== '');
  const unknown = ids.find((id) => !known.includes(id));
  if (unknown === undefined && ids.length > 0) return ids;
  const near = nearest(unknown ?? '', known);
  throw new KnownProblem(
    unknown === undefined ? '--only names no requirement.' : `No requirement is called ${unknown}.`,
    `${near ? `Did you mean ${near}? ` : ''}Known are ${known.toSorted((a, b) => a.localeCompare(b)).join(', ')}.`,
    EXIT.wrongUse,
  );
}
