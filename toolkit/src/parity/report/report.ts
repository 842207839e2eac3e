import type { Accepted } from '../accept.ts';
import type { Compared } from '../compare.ts';
import type { Unknown } from '../model.ts';
import type { Finding, Severity } from '../rule.ts';
import type { Acceptance } from '../settings.ts';

/** A comparison that was made. */
export interface Made {
  /** Empty where there is only one, which nobody has named. */
  name: string;
  /** What was compared with what. */
  read: {
    compose: readonly string[];
    cluster: readonly string[];
    /** What was run to read it, and what was left out. */
    notes: readonly string[];
  };
  compared: Compared;
}

/** A finding, and the comparisons that it showed in. */
export interface Told extends Finding {
  in: string[];
}

/** All that a reporter tells of. */
export interface Report {
  made: readonly Made[];
  findings: Told[];
  accepted: Accepted['accepted'];
  /** Acceptances that nothing was found for. */
  unused: Acceptance[];
  unknown: Unknown[];
  durationMs: number;
}

/** What is the same in several comparisons is told once. */
export function together(findings: readonly { name: string; finding: Finding }[]): Told[] {
  const told = new Map<string, Told>();
  for (const { name, finding } of findings) {
    const key = JSON.stringify(finding);
    const known = told.get(key);
    if (known) known.in.push(name);
    else told.set(key, { ...finding, in: [name] });
  }
  return [...told.values()];
}

export type Sums = Record<Severity, number> & {
  services: number;
  values: number;
  accepted: number;
  unused: number;
  unknown: number;
};

/** What a report counts. */
export function sumsOf({ made, findings, accepted, unused, unknown }: Report): Sums {
  const count = (severity: Severity) => findings.filter((finding) => finding.severity === severity).length;
  const all = made.map(({ compared }) => compared.facts);
  return {
    error: count('error'),
    warning: count('warning'),
    info: count('info'),
    services: new Set(all.flatMap(({ compose }) => compose.services.map(({ name }) => name))).size,
    values: all.reduce(
      (sum, { pairs }) =>
        sum +
        pairs.flatMap((pair) => [pair.compose, pair.cluster]).reduce((each, service) => each + valuesOf(service), 0),
      0,
    ),
    accepted: accepted.length,
    unused: unused.length,
    unknown: unknown.length,
  };
}

function valuesOf(service: Compared['facts']['compose']['services'][number]): number {
  const { image, entrypoint, command, replicas, security, limits, variables, ports, mounts, probes } = service;
  const single = [image, entrypoint, command, replicas, ...Object.values(security), ...Object.values(limits)];
  return (
    single.filter((value) => value !== undefined).length + variables.size + ports.length + mounts.length + probes.length
  );
}
