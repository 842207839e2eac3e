import type { Check } from '../check.ts';
import { fail, pass, unknown } from '../check.ts';

const LEAST = 10;

/** npm installs; when that is done no runtime needs it. */
export const npmIsRecent: Check = {
  name: 'npm-is-recent',
  neededBy: [],
  judge: ({ npm }) => {
    if (npm === undefined) return unknown('npm does not run', 'Install it with Node: https://nodejs.org');
    return Number.parseInt(npm, 10) >= LEAST
      ? pass(`npm ${npm}`)
      : fail(`npm ${npm}`, 'Run `npm install --global npm`.');
  },
};
