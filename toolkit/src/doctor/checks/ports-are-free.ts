import { describeHolder } from '../../native/port-problem.ts';
import type { Check } from '../check.ts';
import { fail, pass } from '../check.ts';

export const portsAreFree: Check = {
  name: 'ports-are-free',
  neededBy: ['native'],
  judge: ({ ports, upPid, composeHolds }) => {
    const all = ports.map(({ part, port }) => `${port} (${part})`).join(', ');
    if (upPid !== undefined) return pass(`${all}: this project is up (process ${upPid})`);
    const taken = ports.flatMap(({ part, port, holder }) =>
      holder ? [`${port} (${part}) is taken by ${describeHolder(holder)}`] : [],
    );
    if (ports.some(({ port, holder }) => holder && composeHolds.includes(port))) {
      return fail(`${taken.join('; ')}: this project is up under Compose`, 'Stop that first: `docker compose stop`.');
    }
    return taken.length === 0
      ? pass(all)
      : fail(taken.join('; '), 'End that program, or start with --port-offset 100.');
  },
};
