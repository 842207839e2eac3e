import type { Finding } from '../check.ts';
import { defineCheck } from '../check.ts';
import { clusterOf } from '../cluster/cluster-of.ts';
import { found } from '../found.ts';
import { whyItFailed } from '../cluster/programs.ts';
import { linesOf } from '../program.ts';

const LEVEL = 'pod-security.kubernetes.io/enforce';
/** Any version that is not the namespace's: what is enforced already is not looked at again. */
const VERSIONS = ['latest', 'v1.30'];

export interface Enforced {
  /** What the API server would say of the pods that are there. */
  warnings: string[];
  /** Of this app. */
  pods: string[];
}

export const podsMeetTheRestrictedStandard = defineCheck({
  id: 'K8S-8',
  title: 'Pods meet the restricted security standard',
  runtimes: ['cluster'],
  looksInto: ['frontend'],

  async gather(context): Promise<Enforced> {
    const cluster = clusterOf(context);
    const { ask, kubectl, namespace } = cluster;
    const template = `jsonpath={.metadata.labels['pod-security\\.kubernetes\\.io/enforce-version']}`;
    const now = (await ask(['get', 'namespace', namespace, '--output', template])) || 'latest';
    const version = VERSIONS.find((each) => each !== now);
    const labels = [`${LEVEL}=restricted`, `${LEVEL}-version=${version}`];
    const args = ['label', 'namespace', namespace, '--overwrite', '--dry-run=server', ...labels];
    const said = await kubectl(args);
    if (said.code !== 0) throw whyItFailed('kubectl', args, said, cluster);
    const { pods } = await cluster.objects();
    const ours = pods.filter(({ metadata }) => metadata.labels['app.kubernetes.io/part-of'] === 'evenkeel');
    return { warnings: linesOf(said.err), pods: ours.map(({ metadata }) => metadata.name) };
  },

  judge: judgeEnforced,

  saw: ({ pods }) => `${pods.length} pods, and no warning when the level is enforced (kubectl label --dry-run=server)`,
});

/** Others may have pods in the same namespace. */
export function judgeEnforced({ warnings, pods }: Enforced): Finding[] {
  return warnings.flatMap((line) => {
    const [, pod = '', others, reasons = ''] =
      /^Warning: (\S+?)(?: \((and \d+ other pods?)\))?: (.+)$/.exec(line) ?? [];
    const isOurs = pods.includes(pod) || others !== undefined;
    return isOurs
      ? found('The pods meet the Pod Security Standard "restricted".', 'no warning', reasons, `pod/${pod}`)
      : [];
  });
}
