import type { Fixed } from '../fix/run.ts';
import type { Report } from './report.ts';
import type { PrettyOptions } from './pretty.ts';
import { unknownLines } from './pretty.ts';

/** What can be fixed, what cannot and why, and the difference of the files. Quiet: the last alone. */
export function fixesReport({ fixes, left, diff, isWritten }: Fixed, report: Report, options: PrettyOptions): string {
  const { colours, signs, isQuiet } = options;
  const shown = diffLines(diff, options);
  if (isQuiet) return shown;
  const blocks = [
    ...titled(
      colours.bold(isWritten ? 'fixed' : 'can be fixed'),
      grouped(fixes.map(({ finding, what }) => [what, finding.service])).map(
        ([what, services]) => `${colours.green(signs.good)} ${services.join(', ')}: ${what}`,
      ),
    ),
    ...titled(
      colours.bold('left to you'),
      grouped(left.map(({ finding: { key, service }, why }) => [`${key}: ${why}`, service])).map(
        ([text, services]) => `${colours.yellow('!')} ${services.join(', ')} ${text}`,
      ),
    ),
    ...(shown === '' ? [] : [shown.trimEnd()]),
    ...[unknownLines(report, options).join('\n')].filter((text) => text !== ''),
    sumLine({ fixes, left, diff, isWritten }, options),
  ];
  return `${blocks.join('\n\n')}\n`;
}

const titled = (title: string, lines: readonly string[]) =>
  lines.length === 0 ? [] : [[title, ...lines.map((line) => `  ${line}`)].join('\n')];

/** What is said of several services in the same words is said once. */
function grouped(told: readonly (readonly [text: string, service: string])[]): [string, string[]][] {
  const services = new Map<string, Set<string>>();
  for (const [text, service] of told) services.set(text, (services.get(text) ?? new Set()).add(service));
  return [...services].map(([text, names]) => [text, [...names]]);
}

function sumLine({ fixes, left, isWritten }: Fixed, { colours, signs }: PrettyOptions): string {
  const [can, rest] = [count(fixes.length), `${left.length} left to you`];
  if (fixes.length + left.length === 0) return colours.green('nothing is to be fixed');
  if (isWritten) return `${colours.green(`${can} fixed`)} · ${rest}`;
  const sum = `${can} can be fixed · ${rest} · nothing was written`;
  return fixes.length === 0 ? sum : `${sum}\n${colours.bold(signs.next)} Write it: add --write`;
}

const count = (number: number) => `${number} difference${number === 1 ? '' : 's'}`;

function diffLines(diff: string, { colours }: PrettyOptions): string {
  return diff.replaceAll(/^.*$/gm, (line) => {
    if (/^(?:---|\+\+\+) /.test(line)) return colours.bold(line);
    if (line.startsWith('+')) return colours.green(line);
    return line.startsWith('-') ? colours.red(line) : line;
  });
}
