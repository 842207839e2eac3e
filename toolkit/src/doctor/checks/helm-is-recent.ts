import type { Check } from '../check.ts';
import { install } from '../install.ts';
import { judgeProgram } from '../judge-program.ts';

const LEAST = '3.14';

export const helmIsRecent: Check = {
  name: 'helm-is-recent',
  neededBy: ['cluster'],
  judge: ({ programs: { helm }, machine }) =>
    judgeProgram(helm, { title: 'Helm', least: LEAST, install: install('helm', `Helm ${LEAST}`, machine) }),
};
