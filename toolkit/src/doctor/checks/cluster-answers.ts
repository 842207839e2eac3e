import type { Check } from '../check.ts';
import { fail, pass, unknown } from '../check.ts';
import { howToStart, judgeClusterComplaint } from '../cluster-complaint.ts';
import { clusterOf } from '../cluster.ts';
import { firstLine, notTold } from '../judge-program.ts';
import { isAtLeast } from '../version.ts';

const LEAST = '1.30';

export const clusterAnswers: Check = {
  name: 'cluster-answers',
  neededBy: ['cluster'],
  judge: ({ programs }) => {
    const { kubectl, kubectlContext, cluster } = programs;
    if (kubectl.answer.kind === 'absent')
      return unknown('there is no kubectl to ask it with', 'Install kubectl first.');
    const { context, server } = clusterOf(programs);
    if (server) {
      const found = `Kubernetes ${server.text}, context ${context}`;
      return isAtLeast(server, LEAST)
        ? pass(`${found}; the app would be at its ports 30000 and 30001`)
        : fail(`${found}, but ${LEAST} or newer is needed`, 'Update the cluster, or choose a newer one.');
    }
    if (/is not set/.test(firstLine(kubectlContext.answer))) {
      return fail('no cluster is chosen: kubectl has no current context', `Start one: ${howToStart('')}.`);
    }
    if (context === '') return notTold(kubectlContext, 'Look at the file that KUBECONFIG names, or ~/.kube/config.');
    const complaint = cluster.answer.kind === 'ended' ? cluster.answer.err : '';
    return (
      judgeClusterComplaint(complaint, context) ??
      notTold(cluster, `If the cluster ${context} is down, start it: ${howToStart(context)}.`)
    );
  },
};
