import type { Runtime } from '../../server/runtime.ts';

/** The commands that leave their last result as `.evenkeel/NAME.json`. */
export const keepers = ['parity', 'verify'] as const;

export interface LastRun {
  name: (typeof keepers)[number];
  /** When it ended. */
  at: string;
  /** What the command wrote, of any form. */
  report: unknown;
}

export interface RuntimeInfo {
  runtime: Runtime;
  /** Origin of the API for browsers; empty: the page's own. */
  backendUrl: string;
  node: string;
  /** Version, schema and model, where the backend answers. */
  backend: Record<string, string>;
  /** Those that have left a result. */
  runs: LastRun[];
}

/** Where each runtime has its pages unless it was told otherwise. */
export const places: { runtime: Runtime; name: string; address: string }[] = [
  { runtime: 'native', name: 'Native', address: 'http://localhost:3000' },
  { runtime: 'compose', name: 'Compose', address: 'http://localhost:3000' },
  { runtime: 'cluster', name: 'Cluster', address: 'http://localhost:30000' },
];

/** A kept result in a few words, and whether all was well; undefined when there is none that is understood. */
export function runWords(report: unknown): { isWell: boolean; words: string } | undefined {
  if (typeof report !== 'object' || report === null || !('exitCode' in report)) return undefined;
  const isWell = report.exitCode === 0;
  if ('findings' in report && Array.isArray(report.findings)) {
    const { length } = report.findings;
    return { isWell, words: length === 0 ? 'agrees' : `${length} ${length === 1 ? 'finding' : 'findings'}` };
  }
  if ('sums' in report && typeof report.sums === 'object' && report.sums !== null) {
    const { passed = 0, failed = 0, unknown = 0 } = report.sums as Record<string, number>;
    const rest = [failed && `${failed} failed`, unknown && `${unknown} unknown`].filter(Boolean);
    return { isWell, words: [`${passed} passed`, ...rest].join(', ') };
  }
  return undefined;
}
