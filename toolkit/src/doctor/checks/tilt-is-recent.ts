import type { Check } from '../check.ts';
import { install } from '../install.ts';
import { judgeProgram } from '../judge-program.ts';

const LEAST = '0.33';

export const tiltIsRecent: Check = {
  name: 'tilt-is-recent',
  neededBy: ['cluster'],
  judge: ({ programs: { tilt }, machine }) =>
    judgeProgram(tilt, { title: 'Tilt', least: LEAST, install: install('tilt', `Tilt ${LEAST}`, machine) }),
};
