import { EXIT } from '../exit-codes.ts';
import { KnownProblem } from '../known-problem.ts';
import { accept } from './accept.ts';
import { compare } from './compare.ts';
import type { Named } from './comparisons.ts';
import type { Made, Report } from './report/report.ts';
import { together } from './report/report.ts';
import type { Finding } from './rule.ts';
import { rules } from './rules/index.ts';
import { isOfRunning } from './running/acceptances.ts';
import type { Acceptance } from './settings.ts';

/** Makes every comparison of files, and takes out what is accepted. */
export async function judge(
  comparisons: readonly Named[],
  acceptances: readonly Acceptance[],
  only: readonly string[] | undefined,
): Promise<Report> {
  const began = performance.now();
  const made: Made[] = [];
  for (const each of comparisons) made.push(await make(each));
  const isTiltfileRead = made.some(({ compared }) => (compared.facts.tilt?.resources.length ?? 0) > 0);
  const report = reportOf(made, acceptances, {
    only,
    counts: (acceptance) => !isOfRunning(acceptance) && (isTiltfileRead || !ofTiltfile.has(acceptance.rule ?? '')),
  });
  return { ...report, durationMs: performance.now() - began };
}

interface Asked {
  only: readonly string[] | undefined;
  /** Whether an acceptance that nothing was found for can go. */
  counts: (acceptance: Acceptance) => boolean;
}

/** Takes out what is accepted of what was compared. */
export function reportOf(
  made: readonly Made[],
  acceptances: readonly Acceptance[],
  { only, counts }: Asked,
): Omit<Report, 'durationMs'> {
  const isAsked = ({ rule }: Finding) => only === undefined || only.includes(rule);
  const sorted = made.map(({ name, compared }) => ({
    name,
    ...accept(compared.findings.filter(isAsked), acceptances, name),
  }));
  const isUnused = (acceptance: Acceptance, index: number) =>
    sorted.every(({ unused }) => unused.includes(index)) && counts(acceptance);
  return {
    made,
    findings: together(sorted.flatMap(({ name, findings }) => findings.map((finding) => ({ name, finding })))),
    accepted: sorted.flatMap(({ accepted }) => accepted),
    unused: only === undefined ? acceptances.filter(isUnused) : [],
    unknown: made.flatMap(({ compared }) => compared.unknown),
  };
}

/** Rules that say little or nothing without a Tiltfile, as their examples have one. */
const ofTiltfile: ReadonlySet<string> = new Set(
  rules.filter(({ drifts }) => drifts.tilt !== undefined).map(({ id }) => id),
);

async function make({ name, comparison }: Named): Promise<Made> {
  const compared = await compare(comparison);
  if (compared.facts.wrong.length > 0) throw wrongMap(compared.facts.wrong);
  const { compose, charts, manifests } = comparison;
  const { tilt } = compared.facts;
  return {
    name,
    read: {
      compose: compose.files,
      cluster: [...charts.map((chart) => chart.folder), ...manifests],
      notes: [...besideNote(compose.beside), ...(tilt && tilt.note !== '' ? [tilt.note] : [])],
    },
    compared,
  };
}

const besideNote = (files: readonly string[] = []): string[] =>
  files.length === 0 ? [] : [`not compared, beside it: ${files.join(', ')} (--compose FILE)`];

function wrongMap(wrong: string[]): KnownProblem {
  return new KnownProblem(
    `--map names what is not there: ${wrong.join(', ')}.`,
    'On the left is a service of the compose file, on the right Kind/name of a workload, or Kind/name/container.',
    EXIT.wrongUse,
  );
}
