import type { Compared } from '../compare.ts';
import type { Finding, Severity } from '../rule.ts';

/** All that a reporter tells of. */
export interface Report {
  compared: Compared;
  /** What was compared with what. */
  read: { compose: readonly string[]; cluster: readonly string[] };
  /** Findings that are not told. */
  isTooMild: (finding: Finding) => boolean;
  durationMs: number;
}

export type Sums = Record<Severity, number> & { services: number; values: number; unknown: number };

/** What a report counts. */
export function sumsOf({ compared }: Report): Sums {
  const { facts, findings, unknown } = compared;
  const count = (severity: Severity) => findings.filter((finding) => finding.severity === severity).length;
  return {
    error: count('error'),
    warning: count('warning'),
    info: count('info'),
    services: facts.compose.services.length,
    values: facts.pairs.reduce((sum, { compose, cluster }) => sum + valuesOf(compose) + valuesOf(cluster), 0),
    unknown: unknown.length,
  };
}

function valuesOf(service: Compared['facts']['compose']['services'][number]): number {
  const single = [
    service.image,
    service.entrypoint,
    service.command,
    service.replicas,
    ...Object.values(service.security),
    ...Object.values(service.limits),
  ];
  return (
    single.filter((value) => value !== undefined).length +
    service.variables.size +
    service.ports.length +
    service.mounts.length +
    service.probes.length
  );
}
