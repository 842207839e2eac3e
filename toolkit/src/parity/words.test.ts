import { expect, test } from 'vitest';
import { splitWords } from './words.ts';

test.each([
  ['a b  c', ['a', 'b', 'c']],
  [`sh -c "echo 'a b' && x"`, ['sh', '-c', `echo 'a b' && x`]],
  [`a'b c'd`, ['ab cd']],
  [String.raw`a\ b "c\"d" 'e\f'`, ['a b', 'c"d', String.raw`e\f`]],
  [`"" x`, ['', 'x']],
  ['', []],
])('%s', (text, words) => {
  expect(splitWords(text)).toEqual(words);
});
