import type { Check } from '../check.ts';
import { fail, pass, unknown } from '../check.ts';
import { clusterOf } from '../cluster.ts';
import { jsonVersion } from '../judge-program.ts';

/** What Kubernetes supports: one minor version older or newer. Further apart most things still work. */
const MOST_APART = 1;

export const kubectlFitsTheCluster: Check = {
  name: 'kubectl-fits-the-cluster',
  neededBy: [],
  judge: ({ programs }) => {
    const client = jsonVersion(programs.kubectl.answer, 'clientVersion', 'gitVersion');
    const { server } = clusterOf(programs);
    if (!client || !server) {
      return unknown('kubectl or the cluster did not say its version', 'See the checks of kubectl and the cluster.');
    }
    const found = `kubectl ${client.text}, cluster ${server.text}`;
    return client.major === server.major && Math.abs(client.minor - server.minor) <= MOST_APART
      ? pass(found)
      : fail(`${found}: more than one minor version apart`, `Install kubectl ${server.major}.${server.minor}.`);
  },
};
