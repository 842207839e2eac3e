import type { Asked } from '../../system/ask.ts';
import type { Check } from '../check.ts';
import { pass } from '../check.ts';
import { install } from '../install.ts';
import { judgeProgram } from '../judge-program.ts';
import { isAtLeast, readVersion } from '../version.ts';

const LEAST = '0.33';
/** Older ones sometimes wait for Docker for ever: https://github.com/tilt-dev/tilt/issues/6521. */
const NEVER_HANGS = '0.34.2';

export const tiltIsRecent: Check = {
  name: 'tilt-is-recent',
  neededBy: ['cluster'],
  judge: ({ programs: { tilt }, machine }) => {
    const judged = judgeProgram(tilt, {
      title: 'Tilt',
      least: LEAST,
      install: install('tilt', `Tilt ${LEAST}`, machine),
    });
    if (judged.outcome !== 'pass' || isCalm(tilt)) return judged;
    return pass(`${judged.found}; now and then an edit hangs until it is started again, which ${NEVER_HANGS} mends`);
  },
};

function isCalm({ answer }: Asked): boolean {
  const version = answer.kind === 'ended' ? readVersion(answer.out) : undefined;
  return version !== undefined && isAtLeast(version, NEVER_HANGS);
}
