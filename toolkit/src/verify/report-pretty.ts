import { wrap } from '../report/wrap.ts';
import type { Colours, Signs } from '../terminal.ts';
import type { Finding } from './check.ts';
import { curlCommand } from './curl.ts';
import { excerptOf } from './excerpt.ts';
import type { CheckResult } from './outcome.ts';
import type { Report } from './report.ts';
import { sumsOf } from './report.ts';

export interface PrettyOptions {
  colours: Colours;
  signs: Signs;
  columns: number;
  /** Shows every finding and every request. */
  isVerbose: boolean;
  /** Shows only what is wrong, and the sum. */
  isQuiet: boolean;
  mask: (text: string) => string;
}

const ALIKE_SHOWN = 4;
const ID_WIDTH = 8;
const INDENT = ' '.repeat(ID_WIDTH + 4);

/** The report as people read it: what was looked at, what is wrong, what to do, the sum. */
export function prettyReport(report: Report, options: PrettyOptions): string {
  const { runtime, frontendUrl, backendUrl } = report.target;
  const { dim } = options.colours;
  const shown = report.results.filter(({ outcome }) => !options.isQuiet || outcome !== 'pass');
  const whose = report.isOwnCopy ? `${runtime}, a copy of its own` : runtime;
  const blocks = [
    ...(options.isQuiet ? [] : [[`${whose} ${dim('·')} frontend ${frontendUrl} ${dim('·')} backend ${backendUrl}`]]),
    shown.flatMap((result) => checkBlock(result, options)),
    footnote(shown, report, options),
    leftBehindBlock(report, options),
    options.isQuiet ? [] : notRunBlock(report, options),
    [sumLine(report, options)],
  ];
  return `${blocks
    .filter((block) => block.length > 0)
    .map((block) => block.join('\n'))
    .join('\n\n')}\n`;
}

function checkBlock(result: CheckResult, options: PrettyOptions): string[] {
  const { colours, signs, columns } = options;
  const { id, title, outcome, reason, saw, durationMs } = result;
  const sign = { pass: colours.green(signs.good), fail: colours.red(signs.bad), unknown: colours.yellow('?') }[outcome];
  const time = `${(durationMs / 1000).toFixed(1)} s`;
  const left = `  ${id.padEnd(ID_WIDTH)}${title}`;
  const gap = Math.max(2, Math.min(columns, 100) - left.length - signs.good.length - time.length - 3);
  const head = `  ${sign}${left.slice(1)}${' '.repeat(gap)}${colours.dim(time)}`;
  const requests = options.isVerbose ? result.exchanges.map((each) => requestLine(each, options)) : [];
  const why = reason === undefined ? [] : wrap(`Nothing can be said: ${options.mask(reason)}.`, columns, '      ');
  const seen =
    saw === '' ? [] : wrap(options.mask(saw), Math.min(columns, 100), INDENT).map((line) => colours.dim(line));
  return [head, ...seen, ...why, ...findingLines(result.findings, options), ...requests];
}

function requestLine(
  { request, answer, failure, durationMs }: CheckResult['exchanges'][number],
  { colours, mask }: PrettyOptions,
): string {
  return colours.dim(
    `      ${request.method} ${mask(request.url)} ${answer?.status ?? failure} ${Math.round(durationMs)} ms`,
  );
}

/** What differs only in the request is told once. */
function findingLines(findings: Finding[], options: PrettyOptions): string[] {
  const alike = new Map<string, Finding[]>();
  for (const finding of findings) {
    const key = JSON.stringify([finding.what, finding.expected, finding.came]);
    alike.set(key, [...(alike.get(key) ?? []), finding]);
  }
  const groups = options.isVerbose ? findings.map((finding) => [finding]) : [...alike.values()];
  const shown = options.isVerbose ? groups : groups.slice(0, ALIKE_SHOWN);
  const rest = groups.length - shown.length;
  return [
    ...shown.flatMap((group) => findingBlock(group, options)),
    ...(rest > 0 ? [`      ${options.colours.dim(`and ${rest} other findings: --verbose shows all`)}`] : []),
  ];
}

function findingBlock([first, ...others]: Finding[], { colours, columns, mask }: PrettyOptions): string[] {
  if (!first) return [];
  const { what, expected, came, where, exchange } = first;
  const id = exchange?.answer?.headers['x-request-id']?.toString();
  const column = ' '.repeat(18);
  const rows: [string, string[]][] = [
    ['expected', wrap(mask(expected), columns, column)],
    ['came', wrap(mask(came), columns, column)],
    ['where', where === undefined ? [] : fold(mask(where), columns, column)],
    ['answer', exchange ? fold(mask(excerptOf(exchange)), columns, column) : []],
    // Never wrapped: it is there to be copied.
    ['repeat', exchange ? [`${column}${curlCommand(exchange.request, mask)}`] : []],
    ['log', id ? [`${column}request_id ${id}`] : []],
  ];
  const body = rows.flatMap(([label, lines]) => {
    const [line, ...more] = lines;
    if (line === undefined) return [];
    return [`        ${colours.dim(label.padEnd(10))}${line.slice(18)}`, ...more];
  });
  const likewise =
    others.length > 0 ? [`        ${colours.dim(`and so with ${others.length} more: --verbose shows all`)}`] : [];
  return [...wrap(mask(what), columns, '      '), ...body, ...likewise];
}

const HOW_TO_START = { native: 'evenkeel up', compose: 'docker compose up', cluster: 'helm/QUICKSTART.md says how' };

/** What the names in the shown requests stand for. */
function footnote(results: CheckResult[], { isOwnCopy, target }: Report, { columns, mask }: PrettyOptions): string[] {
  const commands = results.flatMap(({ findings }) =>
    findings.map(({ exchange }) => (exchange ? curlCommand(exchange.request, mask) : '')),
  );
  if (!commands.some((command) => /\$(TOKEN|COOKIE|USER|PASSWORD)/.test(command))) return [];
  const gone = isOwnCopy
    ? `The copy of this run is removed. To repeat a request, start the app (${HOW_TO_START[target.runtime]}), put its addresses in, and sign up a user of your own`
    : 'The users of this run are deleted. To repeat a request, sign up one of your own';
  return wrap(
    `${gone}: COOKIE is the cookie of the answer, USER the id in it, TOKEN what GET /api/auth/token gives for it.`,
    columns,
    '  ',
  );
}

function leftBehindBlock({ leftBehind }: Report, { colours, signs }: PrettyOptions): string[] {
  if (leftBehind.length === 0) return [];
  return [
    `  ${colours.red(signs.bad)} Users of this run that could not be deleted:`,
    ...leftBehind.map((line) => `      ${line}`),
  ];
}

function notRunBlock({ results, notRun }: Report, { colours, columns }: PrettyOptions): string[] {
  const rows = [
    ...notRun.map(({ id, title, reason }) => ({ id, text: `${title}: ${reason}` })),
    ...results.flatMap(({ id, leftOut }) => leftOut.map((text) => ({ id, text: `in part: ${text}` }))),
  ];
  if (rows.length === 0) return [];
  const lines = rows.flatMap(({ id, text }) => {
    const [line = '', ...more] = wrap(text, columns, INDENT);
    return [`    ${id.padEnd(ID_WIDTH)}${line.slice(INDENT.length)}`, ...more];
  });
  return [colours.dim('  Not run'), ...lines.map((line) => colours.dim(line))];
}

function sumLine(report: Report, { colours, columns }: PrettyOptions): string {
  const { passed, failed, unknown, notRun } = sumsOf(report);
  const parts = [
    ...(report.isStopped ? ['stopped'] : []),
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(unknown > 0 ? [`${unknown} unknown`] : []),
    `${passed} passed`,
    ...(notRun > 0 ? [`${notRun} not run`] : []),
  ];
  const sum = parts.join(', ');
  const paint =
    failed > 0 || report.leftBehind.length > 0
      ? colours.red
      : unknown > 0 || report.isStopped
        ? colours.yellow
        : colours.green;
  const time = `${(report.durationMs / 1000).toFixed(1)} s`;
  return `${paint(sum)}${' '.repeat(Math.max(2, Math.min(columns, 100) - sum.length - time.length))}${colours.dim(time)}`;
}

/** Breaks anywhere: the beginning of a body is no text to be read word by word. */
function fold(text: string, columns: number, indent: string): string[] {
  const pieces = text.match(new RegExp(`.{1,${Math.max(20, columns - indent.length)}}`, 'gu')) ?? [''];
  return pieces.map((piece) => indent + piece);
}
