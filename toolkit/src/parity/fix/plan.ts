import type { Told } from '../report/report.ts';
import type { Context, Fix, Left } from './fix.ts';
import { NotCertain } from './fix.ts';
import { pinTag } from './image-tag.ts';
import { alignProbe, alignToImage } from './port.ts';
import { copyVariable } from './variable.ts';

/** What can be certain, by the rule that finds it; with the key that it is about, where not all are. */
const FIXERS: Record<string, { key?: string; make: (finding: Told, context: Context) => Fix }> = {
  'variable-on-both-sides': { make: copyVariable },
  'image-agrees': { key: 'image.tag', make: pinTag },
  'probe-port-listens': { make: alignProbe },
  'image-port-is-used': { make: alignToImage },
};

/** Why people have to decide about the others. */
const REASONS: Record<string, string> = {
  'port-on-both-sides': 'which port the program listens on is not said: EXPOSE in its Dockerfile would say it',
  'variable-agrees': 'which of the two values is meant is yours to say',
  'limits-agree': 'how much a service may have is yours to say',
  'replicas-agree': 'how many run is yours to say',
  'health-on-both-sides': 'what tells that the program is well is yours to say',
  'data-is-kept': 'where its data are kept is yours to say',
  'mount-on-both-sides': 'what is mounted there is not in both files',
  'service-on-both-sides': 'a whole service is more than the other side tells',
  'secret-not-in-plain-text': 'a secret is changed, not moved: the old value stays in the history',
  'forward-agrees': 'a Tiltfile is code, which is not edited',
  'tilt-runs-the-same': 'a Tiltfile is code, which is not edited',
  'order-agrees': 'a Tiltfile is code, which is not edited',
};
const USUAL = 'the files do not say which side is right';

/** What would be changed, and what is left with its reason. Nothing is changed here. */
export function planFixes(context: Context, findings: readonly Told[]): { fixes: Fix[]; left: Left[] } {
  const fixes: Fix[] = [];
  const left: Left[] = [];
  for (const finding of findings.filter(({ severity }) => severity !== 'info')) {
    const fixer = FIXERS[finding.rule];
    if (!fixer || (fixer.key !== undefined && fixer.key !== finding.key)) {
      left.push({ finding, why: REASONS[finding.rule] ?? USUAL });
      continue;
    }
    try {
      const fix = fixer.make(finding, context);
      // Whether it can be written at all shows here already.
      for (const { file, change } of fix.changes) change(context.read(file));
      fixes.push(fix);
    } catch (error) {
      if (!(error instanceof NotCertain)) throw error;
      left.push({ finding, why: error.message });
    }
  }
  return withoutContradictions(fixes, left);
}

/** Two findings that want one place to be different: neither is done. */
function withoutContradictions(fixes: readonly Fix[], left: Left[]): { fixes: Fix[]; left: Left[] } {
  const isContradicted = ({ slot, outcome }: Fix) =>
    fixes.some((other) => other.slot === slot && other.outcome !== outcome);
  const why = 'two findings want another value at the same place';
  return {
    fixes: fixes.filter((fix) => !isContradicted(fix)),
    left: [...left, ...fixes.filter(isContradicted).map(({ finding }) => ({ finding, why }))],
  };
}

/** The texts of all files that fixes change, each as it is and as it would be. What is decided twice is done once. */
export function applyFixes(
  fixes: readonly Fix[],
  read: Context['read'],
): Map<string, { before: string; after: string }> {
  const texts = new Map<string, { before: string; after: string }>();
  const done = new Set<string>();
  // Lines are counted as they are in the files, so what adds some comes last.
  for (const { slot, changes } of fixes.toSorted((one, other) => Number(other.keepsLines) - Number(one.keepsLines))) {
    if (done.has(slot)) continue;
    done.add(slot);
    for (const { file, change } of changes) {
      const { before, after } = texts.get(file) ?? { before: read(file), after: read(file) };
      texts.set(file, { before, after: change(after) });
    }
  }
  return texts;
}
