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
/** A cluster has neither by itself: only a Tiltfile can agree with Compose. */
const OF_TILTFILE: typeof ASPECTS = [
  ['order', ['order']],
  ['hot reload', ['hot-reload']],
];

/** A Markdown table of services and aspects, for a README. */
export function matrixReport({ made, findings }: Report): string {
  const all = made.map(({ compared }) => compared.facts);
  const isPartial = all.some(({ compose, cluster }) => compose.isPartial || cluster.isPartial);
  const isTiltfileRead = all.some(({ tilt }) => tilt !== undefined && tilt.resources.length > 0);
  const aspects = isTiltfileRead ? [...ASPECTS, ...OF_TILTFILE] : ASPECTS;
  const names = [...new Set(all.flatMap(({ compose }) => compose.services.map(({ name }) => name)))];
  const told = findings.filter(({ severity }) => severity !== 'info');
  const rows = names.map((name) => {
    const isPaired = all.some(({ pairs }) => pairs.some(({ compose }) => compose.name === name));
    const own = told.filter(({ service }) => service === name);
    const cell = (wanted: readonly Category[]) =>
      isPaired ? cellOf(own, wanted, isPartial) : isPartial ? 'unknown' : 'missing';
    return [name, ...aspects.map(([, wanted]) => cell(wanted))];
  });
  const table = [['service', ...aspects.map(([title]) => title)], ...rows];
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
