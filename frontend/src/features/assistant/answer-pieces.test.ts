import { expect, test } from 'vitest';
import { answerPieces } from './answer-pieces.ts';

const text = (words: string) => ({ kind: 'text', text: words });
const strong = (words: string) => ({ kind: 'strong', text: words });
const code = (words: string) => ({ kind: 'code', text: words });

test('stressed words and code stand apart', () => {
  expect(answerPieces('I added **Buy milk** and `x = 1`.')).toEqual([
    text('I added '),
    strong('Buy milk'),
    text(' and '),
    code('x = 1'),
    text('.'),
  ]);
  expect(answerPieces('**One****two**')).toEqual([strong('One'), strong('two')]);
  expect(answerPieces('')).toEqual([]);
});

test('what is not closed, not even begun, or of another kind stays as it was written', () => {
  for (const line of [
    '**half',
    '2 ** 3 ** 4',
    '****',
    '`',
    '``',
    '*one*',
    '_one_',
    '<b>bold</b>',
    '[a](b)',
    '**a\nb**',
  ]) {
    expect(answerPieces(line)).toEqual([text(line)]);
  }
});
