import { EXIT } from '../exit-codes.ts';
import { KnownProblem } from '../known-problem.ts';
import { nearest } from '../nearest.ts';
import type { Check, CheckOptions } from './check.ts';
import { NEEDS_COPY } from './check.ts';

/** A row that this run does not look at, and why. */
export interface NotRun {
  id: string;
  title: string;
  reason: string;
}

export interface Selection {
  checks: Check[];
  notRun: NotRun[];
}

/**
 * What a run looks at.
 * @param only ids separated by commas; undefined: everything
 * @throws KnownProblem for an id that nobody knows
 */
export function select(only: string | undefined, options: CheckOptions, known: readonly Check[]): Selection {
  const ids = known.map(({ id }) => id);
  const wanted = only === undefined ? ids : readIds(only, ids);
  const asked = known.filter(({ id }) => wanted.includes(id));
  const notRun = asked.flatMap((check) => {
    const reason = whyNot(check, options);
    return reason === undefined ? [] : [{ id: check.id, title: check.title, reason }];
  });
  return { checks: asked.filter((check) => whyNot(check, options) === undefined), notRun };
}

function whyNot({ needs }: Check, { writesVotes, isOwnCopy, noBrowser }: CheckOptions): string | undefined {
  if (needs === 'votes' && !writesVotes) return 'sends votes, which stay: needs --write-votes, or --start';
  if (needs === 'browser') return noBrowser;
  if (needs === 'copy' && !isOwnCopy) return NEEDS_COPY;
  return undefined;
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
    `${near ? `Did you mean ${near}? ` : ''}Known are ${known.join(', ')}.`,
    EXIT.wrongUse,
  );
}
