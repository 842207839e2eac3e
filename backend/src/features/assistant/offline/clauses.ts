import type { Parsed } from './command.ts';
import { isFiller, parseClause } from './parse.ts';
import type { Quoted } from './quotes.ts';

export type Clause = { text: string; parsed: Parsed | undefined };

const SENTENCE =
  /(?<!\b(?:dr|mr|mrs|ms|st|no|nr|vs|etc|e\.g|i\.e|approx|prof|jr|sr|tel|min|max|dept|inc|ltd)|\b\p{L})[.!?]+\s+(?=\S)|\s*\n\s*\n\s*/iu;
const WITHIN =
  /\s*(?:[,;]?\s+(?:and\s+)?(?:then|after that|afterwards|also|finally|next|plus)\b,?\s+(?:also\s+)?|;\s*|,\s*(?:and\s+|but\s+)?|\s+(?:and|but|&)\s+(?:please\s+)?|\s*\n\s*)/giu;
// After these a new command is expected, also one that could be part of a title.
const STRONG = /then|after that|afterwards|finally|next|;/i;

/** The message in pieces that each ask for one thing. It is cut only where a new command begins. */
export function splitClauses(quoted: Quoted): Clause[] {
  const clauses: Clause[] = [];
  for (const sentence of sentences(quoted.text)) {
    let text = '';
    let rest = sentence;
    const isAfterAdd = () => clauses.at(-1)?.parsed?.command.do === 'add';
    for (;;) {
      const cut = nextCut(rest, text, quoted, isAfterAdd());
      if (!cut) break;
      text += rest.slice(0, cut.start);
      clauses.push({ text, parsed: parseClause(text, quoted, isAfterAdd()) });
      text = '';
      rest = rest.slice(cut.end);
    }
    text += rest;
    if (text.trim() !== '') clauses.push({ text, parsed: parseClause(text, quoted, isAfterAdd()) });
  }
  return clauses;
}

/** Sentences; the lines of a list below "add these:" stay with it. */
function sentences(text: string): string[] {
  const lines = text.split('\n').map((line) => line.trim());
  const isList =
    lines.length > 1 &&
    (lines[0]!.endsWith(':') || lines.slice(1).every((line) => line === '' || /^(?:[-*•]|\d+[.)])/.test(line)));
  return isList
    ? [text.trim()]
    : text
        .trim()
        .split(SENTENCE)
        .filter((sentence) => sentence.trim() !== '');
}

function nextCut(
  rest: string,
  before: string,
  quoted: Quoted,
  afterAdd: boolean,
): { start: number; end: number } | undefined {
  for (const found of rest.matchAll(WITHIN)) {
    const start = found.index;
    const end = start + found[0].length;
    const head = before + rest.slice(0, start);
    const tail = rest.slice(end);
    if (isFiller(head) || tail.trim() === '') continue;
    const isAdd = parseClause(head, quoted, afterAdd)?.command.do === 'add';
    const next = parseClause(firstPiece(tail), quoted, isAdd) ?? parseClause(tail, quoted, isAdd);
    if (!next) continue;
    const isSmall = ['greet', 'thanks', 'help', 'yes', 'no', 'undo'].includes(next.command.do);
    if (isSmall) continue;
    // A cut must leave something that means something before it.
    const isSaid = parseClause(head, quoted, afterAdd) !== undefined;
    if (
      !isSaid &&
      (/^\s*(?:for|in|on|with|as for|regarding|about)\b/i.test(head) || (next.command.do !== 'add' && !next.plain))
    )
      continue;
    if (next.plain || STRONG.test(found[0])) return { start, end };
  }
  return undefined;
}

/** Up to the next place where one could cut: what follows it must not decide whether a command begins here. */
function firstPiece(tail: string): string {
  const [next] = tail.matchAll(WITHIN);
  return next && next.index > 0 ? tail.slice(0, next.index) : tail;
}
