// Each quoted text becomes one character of a range that nobody types, so that no rule looks inside.
const FIRST = 0xe000;
const QUOTE = '[\uE000-\uF8FF]';
export const quoteMark = new RegExp(QUOTE, 'u');
export const onlyQuote = new RegExp(`^${QUOTE}$`, 'u');

const quoted = [
  /"([^"]+)"/g,
  /“([^“”„"]+)[”“"]/g,
  /„([^“”„"]+)[“”"]/g,
  /«\s*([^«»]+?)\s*»/g,
  /‹\s*([^‹›]+?)\s*›/g,
  /`([^`]+)`/g,
  // Not the apostrophes of "mum's" and "don't".
  /(?<=^|[\s(:,])['‘]([^'‘’]+(?:['’](?=\p{L})[^'‘’]+)*)['’](?=$|[\s.,;:!?)])/gu,
];

const contractions: [RegExp, string][] = [
  [/\b(do|did|does|have|has|had|is|are|was|were|ca|should|need|must)nt\b/gi, "$1n't"],
  [/\b(what|let|that|there)s\b(?= )/gi, "$1's"],
  [/\bi(ve|m)\b/gi, "i'$1"],
];

export type Quotation = { inner: string; whole: string };
export type Quoted = { text: string; quotes: Quotation[] };

/** The text with each quotation as one mark. */
export function maskQuotes(message: string): Quoted {
  const quotes: Quotation[] = [];
  let text = message.replaceAll(/[\uE000-\uF8FF]/gu, ' ');
  for (const pattern of quoted) {
    text = text.replaceAll(pattern, (whole, inner: string) => {
      quotes.push({ inner: inner.trim(), whole });
      return String.fromCodePoint(FIRST + quotes.length - 1);
    });
  }
  // Curly apostrophes, and those that were left out, are apostrophes from here on.
  text = text.replaceAll('’', "'");
  for (const [pattern, spelled] of contractions) text = text.replaceAll(pattern, spelled);
  return { text, quotes };
}

/** The marks as what they stand for: without quotation marks when the whole is one quotation. */
export function unmask(text: string, quotes: Quotation[]): string {
  const trimmed = text.trim();
  const quotation = (mark: string) => quotes[mark.codePointAt(0)! - FIRST];
  const restore = (some: string): string =>
    some.replaceAll(/[\uE000-\uF8FF]/gu, (mark) => restore(quotation(mark)?.whole ?? ''));
  return restore(onlyQuote.test(trimmed) ? (quotation(trimmed)?.inner ?? '') : trimmed);
}
