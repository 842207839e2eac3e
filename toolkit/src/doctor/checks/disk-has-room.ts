import type { Check } from '../check.ts';
import { fail, pass, unknown } from '../check.ts';
import { runtimeNames } from '../runtimes.ts';

/** A new database takes 50 MB, a development build of the pages some hundred. */
const LEAST_BYTES = 500e6;

export const diskHasRoom: Check = {
  name: 'disk-has-room',
  neededBy: runtimeNames,
  judge: ({ freeDiskBytes }) => {
    if (freeDiskBytes === undefined) return unknown('the free space could not be read', 'Look at it with `df -h .`.');
    const found = `${(freeDiskBytes / 1e9).toFixed(1)} GB free`;
    return freeDiskBytes >= LEAST_BYTES ? pass(found) : fail(found, 'Make room: 0.5 GB are needed.');
  },
};
