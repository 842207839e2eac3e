import { expect, test } from 'vitest';
import { runWords } from './runtime-info.ts';

test.each([
  [
    { exitCode: 0, findings: [] },
    { isWell: true, words: 'agrees' },
  ],
  [
    { exitCode: 1, findings: [{}] },
    { isWell: false, words: '1 finding' },
  ],
  [
    { exitCode: 1, findings: [{}, {}] },
    { isWell: false, words: '2 findings' },
  ],
  [
    { exitCode: 0, sums: { passed: 113, failed: 0, unknown: 0 } },
    { isWell: true, words: '113 passed' },
  ],
  [
    { exitCode: 1, sums: { passed: 1, failed: 2, unknown: 3 } },
    { isWell: false, words: '1 passed, 2 failed, 3 unknown' },
  ],
  [null, undefined],
  ['not what was expected', undefined],
  [{ exitCode: 0 }, undefined],
])('%j is said as it is', (report, words) => {
  expect(runWords(report)).toEqual(words);
});
