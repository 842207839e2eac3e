import type { Category, Finding } from '../rule.ts';
import type { Report } from './report.ts';

const ASPECTS: [string, readonly Category[]][] = [
  ['image', ['image']],
  ['command', ['command']],
  ['variables', ['env']],
  ['ports', ['port']],
  ['health', ['healthcheck']],
  ['volumes', ['volume']],
  ['limits', ['resources']],
  ['security', ['security']],
  ['replicas', ['replicas']],
];

/** A Markdown table of services and aspects, for a README. */
export function matrixReport({ compared }: Report): string {
  const { facts, findings } = compared;
  const isPartial = facts.compose.isPartial || facts.cluster.isPartial;
  const told = findings.filter(({ severity }) => severity !== 'info');
  const rows = facts.compose.services.map(({ name }) => {
    const isPaired = facts.pairs.some(({ compose }) => compose.name === name);
    const own = told.filter(({ service }) => service === name);
    const cell = (wanted: readonly Category[]) =>
      isPaired ? cellOf(own, wanted, isPartial) : isPartial ? 'unknown' : 'missing';
    return [name, ...ASPECTS.map(([, wanted]) => cell(wanted))];
  });
  const table = [['service', ...ASPECTS.map(([title]) => title)], ...rows];
  const widths = (table[0] ?? []).map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
  const line = (row: string[]) => `| ${row.map((text, column) => text.padEnd(widths[column] ?? 0)).join(' | ')} |\n`;
  const [head = [], ...body] = table;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...body.map(line)].join('');
}

function cellOf(findings: Finding[], wanted: readonly Category[], isPartial: boolean): string {
  const found = findings.filter(({ category }) => wanted.includes(category)).length;
  if (found > 0) return found === 1 ? 'differs' : `differs (${found})`;
  return isPartial ? 'unknown' : 'agrees';
}
