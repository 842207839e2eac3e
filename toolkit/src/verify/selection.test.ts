import { expect, test } from 'vitest';
import { carefully } from '../../test/check-options.ts';
import { KnownProblem } from '../known-problem.ts';
import type { CheckOptions } from './check.ts';
import { checks } from './checks/index.ts';
import { select } from './selection.ts';

const ofNative = checks.filter(({ runtimes }) => runtimes.includes('native')).map(({ id }) => id);

function chosen(only: string | undefined, options = carefully) {
  const { checks: selected, notRun } = select(only, options, checks);
  return { run: selected.map(({ id }) => id), notRun: notRun.map(({ id }) => id) };
}

test('everything is looked at that harms nobody, and the rest is named', () => {
  expect(chosen(undefined)).toEqual({
    run: ofNative.filter((id) => !['RUN-5', 'RUN-7', 'RUN-8', 'VOTE-5'].includes(id)),
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

test('a row of another runtime is named where it was asked for, and else not', () => {
  expect(select('CMP-2', carefully, checks).notRun).toEqual([
    { id: 'CMP-2', title: 'Ports are for this machine alone', reason: 'holds for compose: evenkeel verify compose' },
  ]);
  expect(chosen(undefined).notRun).not.toContain('CMP-2');
  expect(chosen('CMP-2', { ...carefully, runtime: 'compose' }).run).toEqual(['CMP-2']);
});

test('development images are not held to what production must be', () => {
  const { notRun } = select('IMG-3,CMP-2', { ...carefully, runtime: 'compose' }, checks);
  expect(notRun.map(({ id, reason }) => `${id} ${reason}`)).toEqual([
    'IMG-3 needs the images of production: APP_TARGET=run docker compose up, or --start',
  ]);
});

test('where nothing can be killed, that is left out and said', () => {
  const options: CheckOptions = {
    ...carefully,
    runtime: 'compose',
    isOwnCopy: true,
    writesVotes: true,
    noKill: 'no root',
  };
  const leftOut = checks.flatMap((check) => check.leavesOut(options).map((text) => `${check.id} ${text}`));
  expect(leftOut.filter((text) => text.includes('no root'))).toEqual([
    'APP-5 that the history survives the end of the backend and of the database: no root',
    'VOTE-5 that nothing acknowledged is lost, and no vote counted twice, when a part is killed: no root',
  ]);
});

test.each([
  ['APP-22', 'No requirement is called APP-22.', 'Did you mean APP-2?'],
  ['APP-1,,NOPE-7', 'No requirement is called NOPE-7.', 'Known are IMG-1, IMG-2, IMG-3'],
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
