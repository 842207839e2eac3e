import type { DoctorReport } from './doctor-pretty.ts';

/** One line. `canRun` is null where it could not be told; `lacks` and `untold` are names of checks. */
export function doctorJson({ results, verdicts }: DoctorReport, exitCode: number): string {
  const checks = results.map(({ name, outcome, found, fix }) => ({ name, outcome, found, fix }));
  const runtimes = verdicts.map(({ runtime, outcome, lacks, untold }) => ({
    name: runtime,
    canRun: outcome === 'unknown' ? null : outcome === 'pass',
    lacks,
    untold,
  }));
  return `${JSON.stringify({ checks, runtimes, exitCode })}\n`;
}
