import { expect, test } from 'vitest';
import { KnownProblem } from '../known-problem.ts';
import type { CheckOptions } from './check.ts';
import { checks } from './checks/index.ts';
import { select } from './selection.ts';

const carefully: CheckOptions = {
  runtime: 'native',
  isDevelopment: true,
  writesVotes: false,
  hasSigningKey: false,
  isOwnCopy: false,
  noKill: undefined,
  noBrowser: undefined,
};

function chosen(only: string | undefined, options = carefully) {
  const { checks: selected, notRun } = select(only, options, checks);
  return { run: selected.map(({ id }) => id), notRun: notRun.map(({ id }) => id) };
}

test('everything is looked at that harms nobody, and the rest is named', () => {
  expect(chosen(undefined)).toEqual({
    run: checks.map(({ id }) => id).filter((id) => !['RUN-5', 'RUN-7', 'RUN-8', 'VOTE-5'].includes(id)),
    notRun: ['RUN-5', 'RUN-7', 'RUN-8', 'VOTE-5'],
  });
  expect(chosen(undefined, { ...carefully, writesVotes: true }).run).toContain('VOTE-5');
  expect(chosen(undefined, { ...carefully, writesVotes: true, isOwnCopy: true }).notRun).toEqual([]);
});

test('without a browser the pages are not looked at, with what to install', () => {
  const { notRun } = select(undefined, { ...carefully, noBrowser: 'needs Chromium: install it' }, checks);
  expect(notRun.filter(({ reason }) => reason === 'needs Chromium: install it').map(({ id }) => id)).toEqual([
    'APP-6',
    'APP-9',
    'VOTE-7',
  ]);
});

test('ids may be written small, with spaces, and name what cannot be run', () => {
  expect(chosen('app-2, RUN-5')).toEqual({ run: ['APP-2'], notRun: ['RUN-5'] });
  expect(select('VOTE-5', carefully, checks).notRun[0]?.reason).toBe(
    'sends votes, which stay: needs --write-votes, or --start',
  );
});

test.each([
  ['APP-22', 'No requirement is called APP-22.', 'Did you mean APP-2?'],
  ['APP-1,,NOPE-7', 'No requirement is called NOPE-7.', 'Known are RUN-3, RUN-4, RUN-5'],
  [' , ', '--only names no requirement.', 'Known are'],
])('"%s" is wrong use', (only, message, next) => {
  let problem: unknown;
  try {
    select(only, carefully, checks);
  } catch (error) {
    problem = error;
  }
  expect(problem).toBeInstanceOf(KnownProblem);
  expect(problem).toMatchObject({ message, exitCode: 2, next: expect.stringContaining(next) });
});
