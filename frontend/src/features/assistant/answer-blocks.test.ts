import { expect, test } from 'vitest';
import { answerBlocks } from './answer-blocks.ts';

const paragraph = (text: string) => ({ kind: 'paragraph', text });
const list = (...items: string[]) => ({ kind: 'list', isNumbered: false, first: 1, items });

test('empty lines part paragraphs; single line breaks stay', () => {
  expect(answerBlocks('One\ntwo\n\n\n  \nthree')).toEqual([paragraph('One\ntwo'), paragraph('three')]);
  expect(answerBlocks(' \n\n')).toEqual([]);
});

test('items become a list, with the paragraph before and after', () => {
  expect(answerBlocks('You have:\n- Buy milk\n* Call Maya\n\n• Rest\nThat is all.')).toEqual([
    paragraph('You have:'),
    list('Buy milk', 'Call Maya', 'Rest'),
    paragraph('That is all.'),
  ]);
});

test('a numbered list keeps the number that it begins with', () => {
  expect(answerBlocks('3. c\n4) d')).toEqual([{ kind: 'list', isNumbered: true, first: 3, items: ['c', 'd'] }]);
});

test('what only looks like a list or like markup stays text', () => {
  for (const text of ['-5 degrees', '2024 was fine', '<b>bold</b>', '[a](javascript:alert(1))', '# heading']) {
    expect(answerBlocks(text)).toEqual([paragraph(text)]);
  }
});

test('an unfinished answer grows block by block, so that what is shown stays in its place', () => {
  const text = 'Here:\n\n- a\n- b\n\nDone';
  let before = 0;
  for (let end = 1; end <= text.length; end++) {
    const { length } = answerBlocks(text.slice(0, end));
    expect(length).toBeGreaterThanOrEqual(before);
    before = length;
  }
});
