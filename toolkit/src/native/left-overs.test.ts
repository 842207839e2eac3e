import { expect, test } from 'vitest';
import { leftOvers } from './left-overs.ts';

const earlier = { run: 'run-1', processes: [{ pid: 10, startedAt: 'monday' }] };
const base = { group: 1, command: 'node service.js', run: undefined };

test.each([
  ['carries the id of the run', { ...base, pid: 99, startedAt: 'tuesday', run: 'run-1' }, true],
  ['was written down and runs since then', { ...base, pid: 10, startedAt: 'monday' }, true],
  ['has the pid, but started later', { ...base, pid: 10, startedAt: 'tuesday' }, false],
  ['carries the id of another run', { ...base, pid: 99, startedAt: 'monday', run: 'run-2' }, false],
  ['has nothing of it', { ...base, pid: 99, startedAt: 'monday' }, false],
])('a process that %s: %#', (_what, found, isLeft) => {
  expect(leftOvers(earlier, [found])).toEqual(isLeft ? [found] : []);
});
