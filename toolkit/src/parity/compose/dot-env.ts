import type { Sourced } from '../model.ts';
import type { Lookup } from './interpolate.ts';
import { interpolate } from './interpolate.ts';

const ASSIGNMENT = /^\s*(?:export\s+)?([A-Za-z_][\w.-]*)\s*(?:=|:\s)[ \t]*/;

export interface DotEnv {
  values: Map<string, Sourced<string>>;
  /** Names without a value: they are those of the shell. */
  passedOn: string[];
  problems: { line: number; message: string }[];
}

/**
 * Reads a file of variables as Compose does: single quotes are literal, others are interpolated with what stands above
 * and with the given variables; a comment begins at " #"; quoted values may go on over several lines.
 * @param shown the file's name
 */
export function parseDotEnv(text: string, shown: string, lookup: Lookup): DotEnv {
  const found: DotEnv = { values: new Map(), passedOn: [], problems: [] };
  const own: Lookup = (name) => lookup(name) ?? found.values.get(name)?.value;
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  for (let index = 0; index < lines.length; index++) {
    const line = index + 1;
    const written = lines[index] ?? '';
    if (/^\s*(#|$)/.test(written)) continue;
    const head = ASSIGNMENT.exec(written);
    const name = head?.[1];
    if (head === null || name === undefined) {
      const alone = /^\s*(?:export\s+)?([A-Za-z_][\w.-]*)\s*$/.exec(written)?.[1];
      if (alone !== undefined) found.passedOn.push(alone);
      else found.problems.push({ line, message: 'this line gives no variable: NAME=value is expected' });
      continue;
    }
    let rest = written.slice(head[0].length);
    const quote = /^["']/.exec(rest)?.[0];
    const isWhole = (value: string) => quote === undefined || endOfQuoted(value, quote) !== undefined;
    while (!isWhole(rest) && index + 1 < lines.length) rest += `\n${lines[++index]}`;
    if (!isWhole(rest)) found.problems.push({ line, message: `the quote of ${name} is never closed` });
    found.values.set(name, { value: valueOf(rest, quote, own), at: { file: shown, line } });
  }
  return found;
}

function valueOf(rest: string, quote: string | undefined, lookup: Lookup): string {
  if (quote === undefined) return interpolate(rest.replace(/(^|\s)#.*$/, '').trim(), lookup).text;
  const inner = rest.slice(1, endOfQuoted(rest, quote));
  if (quote === "'") return inner;
  return interpolate(
    inner.replaceAll(/\\([nrt"\\])/g, (_, sign: string) => ESCAPES[sign] ?? sign),
    lookup,
  ).text;
}

const ESCAPES: Record<string, string> = { n: '\n', r: '\r', t: '\t' };

function endOfQuoted(text: string, quote: string): number | undefined {
  for (let at = 1; at < text.length; at++) {
    if (text[at] === '\\' && quote === '"') at += 1;
    else if (text[at] === quote) return at;
  }
  return undefined;
}
