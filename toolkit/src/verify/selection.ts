import { EXIT } from '../exit-codes.ts';
import { KnownProblem } from '../known-problem.ts';
import { nearest } from '../nearest.ts';
import type { Check, CheckOptions } from './check.ts';
import { NEEDS_COPY, whyUnable } from './check.ts';

/** A row that this run does not look at, and why. */
export interface NotRun {
  id: string;
  title: string;
  reason: string;
}

const NEEDS_PRODUCTION = {
  native: 'needs the images of production',
  compose: 'needs the images of production: APP_TARGET=run docker compose up, or --start',
  cluster: 'needs the images of production: helm install, as helm/QUICKSTART.md says, or --start',
};

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
  // A row of another runtime is left out in silence, unless it was asked for.
  const asked = known.filter(
    ({ id, runtimes }) => wanted.includes(id) && (only !== undefined || runtimes.includes(options.runtime)),
  );
  const notRun = asked.flatMap((check) => {
    const reason = whyNot(check, options);
    return reason === undefined ? [] : [{ id: check.id, title: check.title, reason }];
  });
  return { checks: asked.filter((check) => whyNot(check, options) === undefined), notRun };
}

function whyNot(check: Check, options: CheckOptions): string | undefined {
  const { needs, runtimes, looksInto } = check;
  const { runtime, writesVotes, isOwnCopy, noBrowser, hidden } = options;
  if (!runtimes.includes(runtime)) return `holds for ${runtimes.join(', ')}: evenkeel verify ${runtimes[0]}`;
  const unseen = looksInto.map((part) => hidden[part]).find(Boolean);
  if (unseen !== undefined) return unseen;
  if (check.asksBackendItself && options.noBackend !== undefined) return options.noBackend;
  if (needs === 'votes' && !writesVotes) return 'sends votes, which stay: needs --write-votes, or --start';
  if (needs === 'browser') return noBrowser;
  if (needs === 'copy' && !isOwnCopy) return NEEDS_COPY;
  if (needs === 'production' && options.isDevelopment) return NEEDS_PRODUCTION[runtime];
  return check.run ? undefined : whyUnable(check, options);
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
