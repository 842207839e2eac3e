import type { Environment } from '../environment.ts';
import type { Project } from '../native/read-config.ts';
import type { Answer } from '../system/ask.ts';
import { explainKubectl } from './cluster-complaint.ts';
import type { Complaint } from './compose-complaint.ts';
import type { KubeContext } from './kube-context.ts';
import { parseContext } from './kube-context.ts';
import type { KubectlOptions, Where } from './kubectl.ts';
import { kubectl } from './kubectl.ts';

/** One namespace of one cluster. All questions name both, so that nothing goes elsewhere when kubectl is switched meanwhile. */
export interface Connection {
  context: KubeContext;
  namespace: string;
  ask: (words: readonly string[], options?: KubectlOptions) => Promise<Answer>;
  /** Why an answer is no good. */
  explain: (answer: Answer, what: string) => Complaint;
}

/** Finds the cluster that is meant, in kubectl's configuration: nobody is asked over the network. */
export async function findCluster(
  project: Pick<Project, 'root'>,
  environment: Environment,
  { context: wanted, namespace: wantedNamespace }: Where = {},
): Promise<Connection | Complaint> {
  const words = ['config', 'view', '--minify', '--output', 'json'];
  const answer = await kubectl(project, environment, words, { context: wanted });
  const context = answer.kind === 'ended' && answer.code === 0 ? parseContext(answer.out) : undefined;
  if (!context) {
    return explainKubectl(answer, { context: wanted ?? '', namespace: wantedNamespace ?? '' }, 'what it is called');
  }
  const namespace = wantedNamespace ?? context.namespace;
  const asked = { context: context.name, namespace };
  return {
    context,
    namespace,
    ask: (question, options) => kubectl(project, environment, question, { ...options, ...asked }),
    explain: (given, what) => explainKubectl(given, asked, what),
  };
}
