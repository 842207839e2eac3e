import { setTimeout as pause } from 'node:timers/promises';

/** One line of the table. */
export interface Figure {
  what: string;
  limit: string;
  measured: string;
  command: string;
}

export const median = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
export const inSeconds = (ms: number) => `${(ms / 1000).toFixed(2)} s`;
export const range = (times: number[]) => `${inSeconds(Math.min(...times))} to ${inSeconds(Math.max(...times))}`;
/** How the one stands to the other, with both medians: `0.41 (0.62 s, 1.52 s)`. */
export const ratio = (ours: number[], others: number[]) =>
  `${(median(ours) / median(others)).toFixed(2)} (${inSeconds(median(ours))} of ${inSeconds(median(others))})`;
export const say = (text: string) => void process.stderr.write(`${text}\n`);

const POLL_EVERY_MS = 5;
const LIMIT_MS = 120_000;

/** Asks again and again until it is so; a question that fails counts as no. */
export async function until(
  what: string,
  isSo: () => Promise<boolean>,
  { everyMs = POLL_EVERY_MS, limitMs = LIMIT_MS } = {},
) {
  const limit = performance.now() + limitMs;
  while (!(await isSo().catch(() => false))) {
    if (performance.now() > limit) throw new Error(`It did not come to this: ${what}.`);
    await pause(everyMs);
  }
}

export async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

/** The table as docs/benchmark.md has it, and below it the commands. */
export function table(figures: Figure[]): string {
  const rows = [['what', 'limit', 'measured'], ...figures.map(({ what, limit, measured }) => [what, limit, measured])];
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (row: string[], fill = ' ') =>
    `| ${row.map((cell, i) => cell.padEnd(widths[i] ?? 0, fill)).join(' | ')} |`;
  const [head = [], ...rest] = rows;
  const commands = figures.map(({ what, command }) => `- ${what}: \`${command}\``);
  return [line(head), line(['', '', ''], '-'), ...rest.map((row) => line(row)), '', ...commands, ''].join('\n');
}
