import type { Fixed } from '../fix/run.ts';
import type { Finding } from '../rule.ts';
import type { Report } from './report.ts';
import { sumsOf } from './report.ts';

/** One line: the same fields in the same order, whatever was found. */
export function jsonReport(report: Report, exitCode: number, fixed?: Fixed): string {
  const { made, findings, accepted, unused, unknown } = report;
  return `${JSON.stringify({
    version: 1,
    comparisons: made.map(({ name, read, compared }) => ({
      name,
      ...read,
      pairs: compared.facts.pairs.map(({ compose, cluster, because }) => ({
        service: compose.name,
        workload: `${cluster.kind}/${cluster.name}/${cluster.container}`,
        because,
      })),
    })),
    findings,
    accepted: accepted.map(({ finding, reason }) => ({ ...finding, reason })),
    unused,
    unknown,
    summary: sumsOf(report),
    ...(fixed && { fix: fixOf(fixed) }),
    exitCode,
  })}\n`;
}

function fixOf({ fixes, left, diff, isWritten }: Fixed) {
  const about = ({ rule, service, key }: Finding) => ({ rule, service, key });
  return {
    written: isWritten,
    fixes: fixes.map(({ finding, what, changes }) => ({
      ...about(finding),
      what,
      files: changes.map(({ file }) => file),
    })),
    left: left.map(({ finding, why }) => ({ ...about(finding), why })),
    diff,
  };
}
