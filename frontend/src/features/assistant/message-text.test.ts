import { expect, test } from 'vitest';
import { readyText, textProblem } from './message-text.ts';

test('what no text may hold is left out', () => {
  expect(readyText('  buy\0 milk \n')).toBe('buy milk');
  expect(readyText('half \ud83e')).toBe('half \ufffd');
});

test('a message has at most 8,000 characters, and an emoji is one', () => {
  expect(textProblem('🥛'.repeat(8_000))).toBeUndefined();
  expect(textProblem('x'.repeat(8_001))).toBe('A message has at most 8,000 characters; this one has 8,001.');
});
