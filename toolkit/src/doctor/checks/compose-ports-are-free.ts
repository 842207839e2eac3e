import { describeHolder } from '../../native/port-problem.ts';
import type { Check } from '../check.ts';
import { fail, pass } from '../check.ts';

export const composePortsAreFree: Check = {
  name: 'compose-ports-are-free',
  neededBy: ['compose'],
  judge: ({ ports, composePorts, composeHolds, upPid }) => {
    const all = composePorts.map(({ part, port }) => `${port} (${part})`).join(', ');
    const taken = composePorts.flatMap(({ part, port, holder }) =>
      holder && !composeHolds.includes(port) ? [{ part, port, holder }] : [],
    );
    if (taken.length === 0) return pass(composeHolds.length === 0 ? all : `${all}: this project is up under Compose`);
    if (upPid !== undefined && taken.every(({ port }) => ports.some((native) => native.port === port))) {
      const shared = taken.map(({ part, port }) => `${port} (${part})`).join(', ');
      return fail(
        `${shared}: this project is up natively (process ${upPid})`,
        'Stop that first: Ctrl-C where it runs.',
      );
    }
    const lines = taken.map(({ part, port, holder }) => `${port} (${part}) is taken by ${describeHolder(holder)}`);
    return fail(lines.join('; '), 'End that program.');
  },
};
