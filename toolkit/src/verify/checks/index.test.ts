import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { carefully } from '../../../test/check-options.ts';
import { runtimes } from '../../runtime/runtime.ts';
import type { CheckOptions } from '../check.ts';
import { checks } from './index.ts';

/** The rows of the requirements that are looked at, by where they hold. */
const ROWS = {
  native: [
    'RUN-3 RUN-4 RUN-5 RUN-7 RUN-8 RUN-9',
    'APP-1 APP-2 APP-3 APP-4 APP-5 APP-6 APP-7 APP-8 APP-9',
    'VOTE-1 VOTE-3 VOTE-5 VOTE-7',
  ],
  compose: [
    'IMG-1 IMG-2 IMG-3 IMG-4 IMG-5 IMG-6',
    'RUN-1 RUN-2 RUN-3 RUN-4 RUN-5 RUN-6 RUN-7 RUN-8 RUN-9',
    'APP-1 APP-2 APP-3 APP-4 APP-5 APP-6 APP-7 APP-8 APP-9',
    'VOTE-1 VOTE-2 VOTE-3 VOTE-4 VOTE-5 VOTE-6 VOTE-7',
    // CMP-3, hot reload, is of the development images, and seen by a test of its own.
    'CMP-1 CMP-2 CMP-4 CMP-5 DB-2',
  ],
  cluster: [
    'IMG-5',
    'RUN-3 RUN-4 RUN-5 RUN-6 RUN-7 RUN-8 RUN-9',
    'APP-1 APP-2 APP-3 APP-4 APP-5 APP-6 APP-7 APP-8 APP-9',
    'VOTE-1 VOTE-2 VOTE-3 VOTE-4 VOTE-5 VOTE-6 VOTE-7',
    'K8S-1 K8S-2 K8S-3 K8S-4 K8S-5 K8S-6 K8S-7 K8S-8',
    'DB-2',
  ],
};

const files = readdirSync(import.meta.dirname).filter((name) => /^[a-z\d]+-\d+-/.test(name));

test.each(runtimes)('every row of the runtime %s is a check, in the order of the requirements', (runtime) => {
  const ids = checks.filter((check) => check.runtimes.includes(runtime)).map(({ id }) => id);
  expect(ids.join(' ')).toBe(ROWS[runtime].join(' '));
});

test('every check has a file that begins with its id, and every such file is a check', () => {
  const ids = files.map((name) => name.split('-').slice(0, 2).join('-').toUpperCase());
  expect(ids.toSorted()).toEqual(checks.map(({ id }) => id).toSorted());
});

test('every check can look at something, and says what it leaves out', () => {
  const anywhere: CheckOptions = { ...carefully, runtime: 'compose', isDevelopment: false };
  expect(checks.filter((check) => !('run' in check) && !('disturb' in check))).toEqual([]);
  const both = checks.filter((check) => 'run' in check && 'disturb' in check);
  expect(both.length).toBeGreaterThan(3);
  for (const { leavesOut } of both) expect(leavesOut(anywhere).join()).toContain('--start');
});

test('titles leave room for the time on a line of 80 columns', () => {
  expect(checks.filter(({ title }) => title.length > 50)).toEqual([]);
});
