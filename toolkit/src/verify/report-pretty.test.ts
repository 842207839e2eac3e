import { createColors } from 'picocolors';
import { expect, test } from 'vitest';
import type { Finding } from './check.ts';
import type { Exchange } from './exchange.ts';
import type { CheckResult } from './outcome.ts';
import type { Report } from './report.ts';
import { exitCodeOf } from './report.ts';
import { prettyReport } from './report-pretty.ts';

const exchangeAt = (path: string, status: number): Exchange => ({
  request: {
    method: 'GET',
    url: `http://localhost:8000${path}`,
    headers: { authorization: 'Bearer top-secret' },
    body: undefined,
    isChunked: false,
  },
  answer: {
    status,
    headers: { 'content-type': 'application/json', 'x-request-id': 'r-1' },
    body: `{"title":"${'a long answer '.repeat(9)}"}`,
  },
  failure: undefined,
  durationMs: 12,
});
const findingAt = (path: string): Finding => ({
  what: "Another user's task is not to be found.",
  expected: 'status 404',
  came: 'status 200',
  exchange: exchangeAt(path, 200),
});
const result = (id: string, more: Partial<CheckResult>): CheckResult => ({
  id,
  title: 'What is true when all is well',
  outcome: 'pass',
  reason: undefined,
  findings: [],
  saw: '',
  exchanges: [],
  leftOut: [],
  durationMs: 340,
  ...more,
});
const report = (results: CheckResult[], more: Partial<Report> = {}): Report => ({
  target: {
    runtime: 'native',
    frontendUrl: 'http://localhost:3000',
    backendUrl: 'http://localhost:8000',
    isDevelopment: true,
  },
  results,
  leftBehind: [],
  notRun: [],
  isOwnCopy: false,
  isChosen: false,
  isStopped: false,
  durationMs: 1234,
  ...more,
});
const options = {
  colours: createColors(false),
  signs: { good: '✓', bad: '✗', working: '…', waiting: '·', next: '→', bar: '│' },
  columns: 80,
  isVerbose: false,
  isQuiet: false,
  mask: (text: string) => text.replaceAll('top-secret', '$TOKEN_A'),
};
const mixed = report(
  [
    result('RUN-3', {
      saw: '6 health addresses asked with top-secret, and a sentence that is as long as it must be to be wrapped',
      leftOut: ['503 while the database is away: needs a copy that verify starts: --start'],
    }),
    result('APP-1', { outcome: 'unknown', reason: 'the app limits how often it is asked: try again in 42 s' }),
    result('APP-2', { outcome: 'fail', findings: [findingAt('/api/1/tasks/2'), findingAt('/api/1/tasks/3')] }),
  ],
  {
    notRun: [{ id: 'VOTE-7', title: 'A page to vote on', reason: 'needs Chromium: install it, or set CHROMIUM_PATH' }],
  },
);

test('what was looked at, what is wrong, what to do, the sum', () => {
  expect(prettyReport(mixed, options)).toBe(`native · frontend http://localhost:3000 · backend http://localhost:8000

  ✓ RUN-3   What is true when all is well                                0.3 s
            6 health addresses asked with $TOKEN_A, and a sentence that is as
            long as it must be to be wrapped
  ? APP-1   What is true when all is well                                0.3 s
      Nothing can be said: the app limits how often it is asked: try again in 42
      s.
  ✗ APP-2   What is true when all is well                                0.3 s
      Another user's task is not to be found.
        expected  status 404
        came      status 200
        answer    200 · application/json · {"title":"a long answer a long answer
                   a long answer a long answer a long answer a long answer a lon
                  g answer a long answer a long answer "}
        repeat    curl -i -H "authorization: Bearer $TOKEN_A" http://localhost:8000/api/1/tasks/2
        log       request_id r-1
        and so with 1 more: --verbose shows all

  The users of this run are deleted. To repeat a request, sign up one of your
  own: COOKIE is the cookie of the answer, USER the id in it, TOKEN what GET
  /api/auth/token gives for it.

  Not run
    VOTE-7  A page to vote on: needs Chromium: install it, or set CHROMIUM_PATH
    RUN-3   in part: 503 while the database is away: needs a copy that verify
            starts: --start

1 failed, 1 unknown, 1 passed, 1 not run                                   1.2 s
`);
});

test('--verbose shows every finding and every request', () => {
  const text = prettyReport(
    report([
      result('APP-2', {
        outcome: 'fail',
        findings: [findingAt('/2'), findingAt('/3')],
        exchanges: [exchangeAt('/3', 200)],
      }),
    ]),
    { ...options, isVerbose: true },
  );
  expect(text).toContain('curl -i -H "authorization: Bearer $TOKEN_A" http://localhost:8000/3\n');
  expect(text).toContain('      GET http://localhost:8000/3 200 12 ms\n');
  expect(text).not.toMatch(/top-secret|--verbose/);
});

test('what showed in no request says where it showed', () => {
  const { exchange: _, ...finding } = findingAt('/2');
  const where = `the log of the worker: ${'words '.repeat(12)}`;
  const text = prettyReport(report([result('RUN-8', { outcome: 'fail', findings: [{ ...finding, where }] })]), options);
  expect(text).toContain('        where     the log of the worker: words words');
  expect(text).not.toMatch(/answer|repeat/);
});

test('a copy of its own is called so', () => {
  const text = prettyReport(report([result('RUN-3', {})], { isOwnCopy: true }), options);
  expect(text).toContain('native, a copy of its own · frontend http://localhost:3000');
});

test('--quiet shows only what is wrong', () => {
  const text = prettyReport(mixed, { ...options, isQuiet: true });
  expect(text).toMatch(/^ {2}\? APP-1/);
  expect(text).not.toMatch(/RUN-3|VOTE-7/);
  expect(prettyReport(report([result('RUN-3', {})]), { ...options, isQuiet: true })).toMatch(/^1 passed +1\.2 s\n$/);
});

test('users that are left behind are named', () => {
  const text = prettyReport(
    report([], { leftBehind: ['a@b.example (POST /api/auth/delete-user: status 500)'] }),
    options,
  );
  expect(text).toContain('  ✗ Users of this run that could not be deleted:\n      a@b.example (POST');
});

test.each<[string, number, Report]>([
  ['all passed', 0, report([result('RUN-3', {})], { notRun: mixed.notRun })],
  ['a check failed, and nothing is known of another', 1, mixed],
  ['a user was left behind', 1, report([result('RUN-3', {})], { leftBehind: ['a'] })],
  ['a check could not tell', 3, report([result('RUN-3', {}), result('APP-1', { outcome: 'unknown' })])],
  ['what was asked for was not run', 3, report([result('RUN-3', {})], { notRun: mixed.notRun, isChosen: true })],
  ['it was stopped', 3, report([result('RUN-3', {})], { isStopped: true })],
])('%s: exit code %i', (_what, code, each) => {
  expect(exitCodeOf(each)).toBe(code);
});
