import type { Asked } from '../system/ask.ts';
import type { Judgement } from '../doctor/check.ts';
import type { RuntimeName, Verdict } from '../doctor/runtimes.ts';
import type { Terminal } from '../terminal.ts';

export interface DoctorReport {
  results: (Judgement & { name: string; neededBy: readonly RuntimeName[] })[];
  verdicts: Verdict[];
  asked: Asked[];
}

interface Detail {
  /** Only what is wrong, and the sum. */
  isQuiet: boolean;
  /** What every program was asked and said, too. */
  isVerbose: boolean;
}

/** A line for each check, what to do below those that need it, which runtimes can run, and the sum. */
export function doctorReport({ results, verdicts, asked }: DoctorReport, detail: Detail, terminal: Terminal): string {
  const { out, signs } = terminal;
  const { colours } = out;
  const width = Math.max(...results.map(({ name }) => name.length)) + 2;
  const mark = { pass: colours.green(signs.good), fail: colours.red(signs.bad), unknown: colours.yellow('?') };
  const shown = results.filter(({ outcome }) => !detail.isQuiet || outcome !== 'pass');
  const indent = `  ${' '.repeat(width)}`;
  const lines = shown.flatMap(({ name, outcome, found, fix }) => [
    `${mark[outcome]} ${name.padEnd(width)}${outcome === 'pass' ? colours.dim(found) : found.replaceAll('\n', `\n${indent}`)}`,
    ...(fix === undefined ? [] : fix.split('\n').map((text) => `${indent}${colours.bold(signs.next)} ${text}`)),
  ]);
  const runtimes = verdicts.map(
    (verdict) => `${mark[verdict.outcome]} ${colours.bold(verdict.runtime.padEnd(9))}${says(verdict)}`,
  );
  const count = (outcome: Judgement['outcome']) => results.filter((result) => result.outcome === outcome).length;
  const unknown = count('unknown') > 0 ? `, ${count('unknown')} could not be told` : '';
  return [
    ...(detail.isVerbose ? [...asked.map(line), ''] : []),
    ...lines,
    ...(lines.length > 0 ? [''] : []),
    ...runtimes,
    '',
    `${count('pass')} passed, ${count('fail')} failed${unknown}`,
    '',
  ].join('\n');
}

function says({ lacks, untold }: Verdict): string {
  const list = [
    ...(lacks.length > 0 ? [`cannot run here: ${lacks.join(', ')}`] : []),
    ...(untold.length > 0 ? [`could not be told: ${untold.join(', ')}`] : []),
  ];
  return list.join('; ') || 'can run here';
}

function line({ command, durationMs, answer }: Asked): string {
  const ms = answer.kind === 'absent' ? '' : ` after ${Math.round(durationMs)} ms`;
  const how =
    answer.kind === 'ended'
      ? `${answer.code === null ? 'a signal' : `exit code ${answer.code}`}${ms}`
      : `${answer.kind}${ms}`;
  const said =
    answer.kind === 'ended' ? `${answer.out}\n${answer.err}`.split('\n').filter((text) => text.trim() !== '') : [];
  return [
    `$ ${command}  ${how}`,
    ...said.slice(0, 5).map((text) => `  ${text.replace(/[^\P{C}]+/gu, ' ').slice(0, 160)}`),
  ].join('\n');
}
