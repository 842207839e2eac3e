import type { Check } from '../check.ts';
import { pass } from '../check.ts';
import { clusterOf } from '../cluster.ts';
import { install } from '../install.ts';
import { firstLine, judgeProgram } from '../judge-program.ts';

const LEAST = '1.34';

/** Minikube is one way to have a cluster: where another one answers, it does not matter. */
export const minikubeIsRecent: Check = {
  name: 'minikube-is-recent',
  neededBy: ['cluster'],
  judge: ({ programs, machine }) => {
    const { minikube } = programs;
    const need = { title: 'Minikube', least: LEAST, install: install('minikube', `Minikube ${LEAST}`, machine) };
    const judged = judgeProgram(minikube, need);
    const { context, server } = clusterOf(programs);
    if (judged.outcome === 'pass' || !server || /minikube/i.test(context)) return judged;
    const there = minikube.answer.kind === 'absent' ? 'not there' : firstLine(minikube.answer) || 'it does not run';
    return pass(`${there}, and not needed: the cluster ${context} answers`);
  },
};
