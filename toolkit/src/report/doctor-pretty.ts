import type { Judgement } from '../doctor/check.ts';
import type { Channel, Signs } from '../terminal.ts';

export interface CheckResult extends Judgement {
  name: string;
}

/** A line for each check, what to do below those that need it, and the sum. */
export function doctorReport(results: CheckResult[], { colours }: Channel, signs: Signs): string {
  const width = Math.max(...results.map(({ name }) => name.length)) + 2;
  const mark = { pass: colours.green(signs.good), fail: colours.red(signs.bad), unknown: colours.yellow('?') };
  const lines = results.flatMap(({ name, outcome, found, fix }) => [
    `${mark[outcome]} ${name.padEnd(width)}${outcome === 'pass' ? colours.dim(found) : found}`,
    ...(fix === undefined ? [] : [`  ${' '.repeat(width)}${colours.bold(signs.next)} ${fix}`]),
  ]);
  const count = (outcome: Judgement['outcome']) => results.filter((result) => result.outcome === outcome).length;
  const unknown = count('unknown') > 0 ? `, ${count('unknown')} could not be told` : '';
  return [...lines, '', `${count('pass')} passed, ${count('fail')} failed${unknown}`, ''].join('\n');
}
