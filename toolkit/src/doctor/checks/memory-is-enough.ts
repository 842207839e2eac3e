import type { Check } from '../check.ts';
import { fail, pass } from '../check.ts';

const LEAST_BYTES = 1e9;

export const memoryIsEnough: Check = {
  name: 'memory-is-enough',
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
