import { readFileSync } from 'node:fs';
import type { Colours, Signs } from '../../terminal.ts';
import { wrap } from '../../report/wrap.ts';
import type { Compared } from '../compare.ts';
import type { Said, Severity } from '../rule.ts';
import { secretMask } from '../secret-mask.ts';
import { HIDDEN } from '../secret-values.ts';
import type { Made, Report, Told } from './report.ts';
import { sumsOf } from './report.ts';
import { isInFile } from './sarif.ts';

export interface PrettyOptions {
  colours: Colours;
  signs: Signs;
  columns: number;
  /** Tells what is fine as it is, too. */
  isVerbose: boolean;
  isQuiet: boolean;
}

interface Options extends PrettyOptions {
  /** Takes secrets out of a line. */
  mask: (text: string) => string;
}

const WIDTH = 110;
/** A difference of several services is told once. */
const TOGETHER = 3;

/** The report as people read it: what was compared, what differs where, what to do, the sum. */
export function prettyReport(report: Report, given: PrettyOptions): string {
  const mask = secretMask(report.made.flatMap(({ compared: { facts } }) => [facts.compose, facts.cluster]));
  const options = { ...given, mask };
  const told = report.findings.filter((finding) => options.isVerbose || finding.severity !== 'info');
  const isNamed = report.made.length > 1;
  const blocks = [
    ...(options.isQuiet ? [] : report.made.map((made) => madeLines(made, options))),
    ...groups(told).map(({ name, findings }) => [
      options.colours.bold(name),
      ...findings.flatMap((group) => findingLines(group, isNamed ? report.made.length : 1, options)),
    ]),
    unknownLines(report, options),
    acceptedLines(report, options),
    [sumLine(report, options)],
  ];
  return `${blocks
    .filter((block) => block.length > 0)
    .map((block) => block.join('\n'))
    .join('\n\n')}\n`;
}

function madeLines({ name, read, compared }: Made, options: PrettyOptions): string[] {
  const { bold, dim } = options.colours;
  const sides = `${read.compose.join(', ')} ${dim('⟷')} ${read.cluster.join(', ')}`;
  const { length } = compared.facts.compose.services;
  return [
    `${name === '' ? '' : `${bold(name)}  `}${sides}${length > 0 ? ` ${dim('·')} ${length} services` : ''}`,
    ...read.notes.map((note) => dim(`  ${note}`)),
    ...pairLines(compared, options),
  ];
}

/** Only those whose names do not say it themselves. */
function pairLines({ facts }: Compared, { colours, isVerbose }: PrettyOptions): string[] {
  return facts.pairs
    .filter(
      ({ compose, cluster }) => isVerbose || (compose.name !== cluster.name && compose.name !== cluster.container),
    )
    .map(({ compose, cluster, because }) =>
      colours.dim(
        `  ${compose.name} is ${cluster.kind} ${cluster.name}${cluster.container === cluster.name ? '' : ` (${cluster.container})`}: ${because}`,
      ),
    );
}

/** By service; what is said of several in the same words, before them. */
function groups(findings: readonly Told[]): { name: string; findings: Told[][] }[] {
  const alike = new Map<string, Told[]>();
  for (const finding of findings) {
    const key = JSON.stringify([finding.rule, finding.key, finding.message]);
    alike.set(key, [...(alike.get(key) ?? []), finding]);
  }
  const shared = [...alike.values()].filter(({ length }) => length >= TOGETHER);
  const single = findings.filter((finding) => !shared.some((group) => group.includes(finding)));
  const services = [...new Set(single.map(({ service }) => service))];
  return [
    ...(shared.length > 0 ? [{ name: 'several services', findings: shared }] : []),
    ...services.map((name) => ({
      name,
      findings: single.filter(({ service }) => service === name).map((finding) => [finding]),
    })),
  ];
}

function findingLines([first, ...others]: Told[], comparisons: number, options: Options): string[] {
  if (!first) return [];
  const { colours, signs, columns } = options;
  const all = [first, ...others];
  const whose = others.length > 0 ? ` (${all.map(({ service }) => service).join(', ')})` : '';
  const where = first.in.length < comparisons ? ` [${first.in.join(', ')}]` : '';
  const lines = wrap(first.message + whose + where, Math.min(columns, WIDTH) - 4 - first.rule.length - 3);
  const [head = '', ...more] = lines;
  const gap = ' '.repeat(Math.max(3, Math.min(columns, WIDTH) - 4 - head.length - first.rule.length));
  return [
    `  ${sign(first.severity, options)} ${head}${gap}${colours.dim(first.rule)}`,
    ...more.map((line) => `    ${line}`),
    ...[first.compose, first.cluster].flatMap((said) => excerpt(said, options)),
    ...wrap(first.fix, Math.min(columns, WIDTH) - 6).map(
      (line, index) => `    ${index === 0 ? colours.bold(signs.next) : ' '} ${line}`,
    ),
  ];
}

function sign(severity: Severity, { colours, signs }: PrettyOptions): string {
  if (severity === 'error') return colours.red(signs.bad);
  return severity === 'warning' ? colours.yellow('!') : colours.dim('i');
}

const PLACE_WIDTH = 36;

/** file:line is what editors click on; the line itself beside it, unless a secret may be in it. */
function excerpt({ at, value }: Said, { colours, columns, mask }: Options): string[] {
  if (!isInFile(at)) return [];
  const place = `${at.file}:${at.line}`;
  const line = value === undefined || isOfSecret(value) ? undefined : lineOf(at);
  const text = line === undefined ? (value ?? 'nothing') : mask(line);
  const room = Math.max(20, Math.min(columns, WIDTH) - 6 - Math.max(PLACE_WIDTH, place.length + 2));
  const short = text.length > room ? `${text.slice(0, room - 1)}…` : text;
  return [
    `      ${colours.cyan(place)}${' '.repeat(Math.max(2, PLACE_WIDTH - place.length))}${value === undefined ? colours.dim(short) : short}`,
  ];
}

/** Where a secret is told, its line is not. */
const isOfSecret = (value: string) =>
  Object.values(HIDDEN).includes(value) || /^the key \S+ of the Secret /.test(value);

const SECRET_LINE = /pass|secret|token|key|credential|:\/\/[^/\s]*:[^/\s]*@/i;
const files = new Map<string, string[]>();

function lineOf({ file, line }: Said['at']): string | undefined {
  try {
    const lines = files.get(file) ?? readFileSync(file, 'utf8').split(/\r?\n/);
    files.set(file, lines);
    const text = lines[line - 1]?.trim();
    return text === undefined || text === '' || SECRET_LINE.test(text) ? undefined : text;
  } catch {
    return undefined;
  }
}

export function unknownLines({ unknown }: Report, { colours }: PrettyOptions): string[] {
  if (unknown.length === 0) return [];
  return [
    colours.bold('could not be read'),
    ...unknown.map(
      ({ at, message }) =>
        `  ${colours.yellow('?')} ${colours.cyan(isInFile(at) ? `${at.file}:${at.line}` : at.file)}  ${message}`,
    ),
  ];
}

function acceptedLines({ accepted, unused }: Report, { colours, signs, isVerbose, columns }: PrettyOptions): string[] {
  const width = Math.min(columns, WIDTH) - 6;
  const shown = isVerbose
    ? accepted.flatMap(({ finding, reason }) => [
        `  ${colours.dim(signs.good)} ${finding.service} ${finding.key}`,
        ...wrap(reason, width).map((line) => `      ${colours.dim(line)}`),
      ])
    : [];
  const left = unused.flatMap((each) => [
    `  ${colours.yellow('!')} Nothing differs that this accepts: ${JSON.stringify({ ...each, reason: undefined })}`,
    `    ${colours.bold(signs.next)} Take it out of evenkeel.yaml: parity.accept`,
  ]);
  return shown.length + left.length === 0 ? [] : [colours.bold('accepted'), ...shown, ...left];
}

function sumLine(report: Report, { colours, isVerbose }: PrettyOptions): string {
  const { error, warning, info, accepted, unknown, values } = sumsOf(report);
  const mild = info === 1 ? '1 that is fine as it is' : `${info} that are fine as they are`;
  const parts = [
    count(error, 'error'),
    count(warning, 'warning'),
    ...(info > 0 ? [`${mild}${isVerbose ? '' : ' (--verbose)'}`] : []),
    ...(accepted > 0 ? [`${count(accepted, 'difference')} accepted`] : []),
    ...(unknown > 0 ? [`${count(unknown, 'place')} could not be read`] : []),
    ...(unknown === 0 && values > 0 ? [`all ${values} values were read`] : []),
  ];
  const colour = error > 0 ? colours.red : warning > 0 || unknown > 0 ? colours.yellow : colours.green;
  return `${colour(parts.join(' · '))}  ${colours.dim(`${(report.durationMs / 1000).toFixed(1)} s`)}`;
}

const count = (number: number, word: string) => `${number} ${word}${number === 1 ? '' : 's'}`;
