/** Splits a command into its words as a shell would: quotes group, a backslash keeps the next sign, nothing is expanded. */
export function splitWords(text: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  let quote = '';
  for (let at = 0; at < text.length; at++) {
    const sign = text[at] ?? '';
    if (sign === '\\' && quote !== "'" && at + 1 < text.length) word = (word ?? '') + text[++at];
    else if (quote === '' && /\s/.test(sign)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else if (sign === quote) quote = '';
    else if (quote === '' && /["']/.test(sign)) {
      quote = sign;
      word ??= '';
    } else word = (word ?? '') + sign;
  }
  return word === undefined ? words : [...words, word];
}
