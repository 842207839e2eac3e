import { expect, test } from 'vitest';
import { suggestionsFor } from './suggestions.ts';

const task = (title: string, completed = false) => ({ id: title, title, description: '', completed });

test('without tasks one is invited to add the first', () => {
  const first = ['Add a task to water the plants', 'What can you do?'];
  expect(suggestionsFor([])).toEqual(first);
  expect(suggestionsFor(undefined)).toEqual(first);
});

test('the task that has waited longest is named', () => {
  expect(suggestionsFor([task('Call Maya'), task('Done already', true), task('Buy milk')])).toEqual([
    'Show my open tasks',
    'Mark “Buy milk” as done',
    'What can you do?',
  ]);
});

test('a title that is too long, or that has quotation marks in it, is not named', () => {
  expect(suggestionsFor([task('Call Maya'), task('x'.repeat(29)), task('Read “Emma”')])).toContain(
    'Mark “Call Maya” as done',
  );
  expect(suggestionsFor([task('Read “Emma”')])).toEqual(['Show my open tasks', 'What can you do?']);
});

test('when all is done one can look at it', () => {
  expect(suggestionsFor([task('Buy milk', true)])).toEqual([
    'Add a task to water the plants',
    'Show my done tasks',
    'What can you do?',
  ]);
});
