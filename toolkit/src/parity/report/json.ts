import type { Report } from './report.ts';
import { sumsOf } from './report.ts';

/** One line: the same fields in the same order, whatever was found. Its schema is docs/parity.schema.json. */
export function jsonReport(report: Report, exitCode: number): string {
  const { compared, read, isTooMild } = report;
  const { facts, unknown } = compared;
  return `${JSON.stringify({
    version: 1,
    read,
    pairs: facts.pairs.map(({ compose, cluster, because }) => ({
      service: compose.name,
      workload: `${cluster.kind}/${cluster.name}/${cluster.container}`,
      because,
    })),
    findings: compared.findings.filter((finding) => !isTooMild(finding)),
    unknown,
    summary: sumsOf(report),
    exitCode,
  })}\n`;
}
