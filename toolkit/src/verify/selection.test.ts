import { expect, test } from 'vitest';
import { KnownProblem } from '../known-problem.ts';
import { checks } from './checks/index.ts';
import { select } from './selection.ts';
import { uncheckable } from './uncheckable.ts';

const known = { checks, uncheckable };
const carefully = { writesVotes: false, signingKey: undefined };

function chosen(only: string | undefined, options = carefully) {
  const { checks: selected, notRun } = select(only, options, known);
  return { run: selected.map(({ id }) => id), notRun: notRun.map(({ id }) => id) };
}

test('everything is looked at that sends no votes, and the rest is named', () => {
  expect(chosen(undefined)).toEqual({
    run: ['RUN-3', 'RUN-4', 'RUN-9', 'APP-1', 'APP-2', 'VOTE-1', 'VOTE-3'],
    notRun: ['RUN-5', 'RUN-7', 'RUN-8', 'VOTE-5', 'VOTE-7'],
  });
  expect(chosen(undefined, { ...carefully, writesVotes: true }).run).toContain('VOTE-5');
});

test('ids may be written small, with spaces, and name what cannot be run', () => {
  expect(chosen('app-2, RUN-5')).toEqual({ run: ['APP-2'], notRun: ['RUN-5'] });
  expect(select('VOTE-5', carefully, known).notRun[0]?.reason).toBe('sends votes: needs --write-votes');
});

test.each([
  ['APP-22', 'No requirement is called APP-22.', 'Did you mean APP-2?'],
  ['APP-1,,NOPE-7', 'No requirement is called NOPE-7.', 'Known are APP-1, APP-2, RUN-3'],
  [' , ', '--only names no requirement.', 'Known are'],
])('"%s" is wrong use', (only, message, next) => {
  let problem: unknown;
  try {
    select(only, carefully, known);
  } catch (error) {
    problem = error;
  }
  expect(problem).toBeInstanceOf(KnownProblem);
  expect(problem).toMatchObject({ message, exitCode: 2, next: expect.stringContaining(next) });
});
