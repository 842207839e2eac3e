import { expect, test } from 'vitest';
import { KnownProblem } from './known-problem.ts';
import { problemOf } from './problem-text.ts';

const systemError = (code: string) =>
  Object.assign(new Error(`${code}: something`), { code, path: '/project/.evenkeel/x' });

test.each([
  ['ENOSPC', 'There is no room left on the disk to write /project/.evenkeel/x.'],
  ['EDQUOT', 'There is no room left on the disk to write /project/.evenkeel/x.'],
  ['EROFS', '/project/.evenkeel/x cannot be written: it is on a read-only disk.'],
  ['EACCES', 'This user may not use /project/.evenkeel/x.'],
  ['ENOTDIR', '/project/.evenkeel/x is in the way: a folder is needed there.'],
])('%s is told in words', (code, message) => {
  expect(problemOf(systemError(code))).toEqual({ message, next: expect.any(String), exitCode: 3 });
});

test('a known problem is told as it is', () => {
  const problem = new KnownProblem('what', 'do this', 2);
  expect(problemOf(problem)).toEqual({ message: 'what', next: 'do this', exitCode: 2 });
});

test('an unknown one keeps its stack and is called a defect', () => {
  const { message, next } = problemOf(new TypeError('x is not a function'));
  expect(message).toMatch(/^TypeError: x is not a function\n\s+at /);
  expect(next).toContain('defect');
});
