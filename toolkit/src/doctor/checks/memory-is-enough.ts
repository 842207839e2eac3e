import type { Check } from '../check.ts';
import { fail, pass } from '../check.ts';
import { runtimeNames } from '../runtimes.ts';

const LEAST_BYTES = 1e9;

export const memoryIsEnough: Check = {
  name: 'memory-is-enough',
  neededBy: runtimeNames,
  judge: ({ freeMemoryBytes, totalMemoryBytes }) => {
    const found = `${gigabytes(freeMemoryBytes)} of ${gigabytes(totalMemoryBytes)} GB free`;
    return freeMemoryBytes >= LEAST_BYTES
      ? pass(found)
      : fail(found, 'Close other programs: 1 GB is needed while developing.');
  },
};

function gigabytes(bytes: number): string {
  return (bytes / 1e9).toFixed(1);
}
