import type { Check } from '../check.ts';
import { install } from '../install.ts';
import { jsonVersion, judgeProgram } from '../judge-program.ts';

const LEAST = '1.30';

export const kubectlIsRecent: Check = {
  name: 'kubectl-is-recent',
  neededBy: ['cluster'],
  judge: ({ programs: { kubectl }, machine }) => {
    const need = { title: 'kubectl', least: LEAST, install: install('kubectl', `kubectl ${LEAST}`, machine) };
    return judgeProgram(kubectl, need, (answer) => jsonVersion(answer, 'clientVersion', 'gitVersion'));
  },
};
