import type { Finding } from './rule.ts';
import type { Acceptance } from './settings.ts';

export interface Accepted {
  findings: Finding[];
  /** Those that are meant, each with the acceptance that says so. */
  accepted: { finding: Finding; reason: string }[];
  /** Positions in the list of acceptances that nothing was found for: they can go. */
  unused: number[];
}

/**
 * Takes out the differences that are meant. A finding that is fine as it is needs no acceptance, but one may name it.
 * @param comparison the name of the one that the findings are of
 */
export function accept(findings: readonly Finding[], acceptances: readonly Acceptance[], comparison: string): Accepted {
  const used = new Set<number>();
  const result: Accepted = { findings: [], accepted: [], unused: [] };
  for (const finding of findings) {
    const index = acceptances.findIndex((each) => isMeant(finding, each, comparison));
    const reason = acceptances[index]?.reason;
    if (reason === undefined) result.findings.push(finding);
    else {
      used.add(index);
      result.accepted.push({ finding, reason });
    }
  }
  result.unused = acceptances.flatMap(({ in: wanted = comparison }, index) =>
    wanted === comparison && !used.has(index) ? [index] : [],
  );
  return result;
}

function isMeant(
  finding: Finding,
  { rule, category, service, key, in: wanted }: Acceptance,
  comparison: string,
): boolean {
  return (
    (rule ?? finding.rule) === finding.rule &&
    (category ?? finding.category) === finding.category &&
    (service ?? finding.service) === finding.service &&
    (wanted ?? comparison) === comparison &&
    (key === undefined || pattern(key).test(finding.key))
  );
}

/** * stands for anything. */
const pattern = (key: string) =>
  new RegExp(
    `^${key
      .split('*')
      .map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`))
      .join('.*')}$`,
  );
