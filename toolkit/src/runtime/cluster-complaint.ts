import { judgeClusterComplaint } from '../doctor/cluster-complaint.ts';
import { howToStart } from '../doctor/cluster-complaint.ts';
import { KnownProblem } from '../known-problem.ts';
import type { Answer } from '../system/ask.ts';
import type { Complaint } from './compose-complaint.ts';
import { CLUSTER_LIMIT_MS } from './kubectl.ts';

const DOCTOR = 'See what this machine lacks: evenkeel doctor cluster';

/** Who was asked: what is known of it before it has answered. */
export interface Asked {
  context: string;
  namespace: string;
}

/**
 * Puts what kubectl says when it fails into words. Its own are not passed on: they may quote what it was given on stdin.
 * @param what was asked for, such as "its services"
 */
export function explainKubectl(answer: Answer, { context, namespace }: Asked, what: string): Complaint {
  const told = (because: Complaint['because'], message: string, next: string) => ({
    because,
    problem: new KnownProblem(message, next),
  });
  if (answer.kind === 'absent') return told('absent', 'There is no kubectl on the PATH.', DOCTOR);
  if (answer.kind === 'unstartable') return told('absent', `kubectl cannot be started: ${answer.why}.`, DOCTOR);
  if (answer.kind === 'silent') {
    const limit = CLUSTER_LIMIT_MS / 1000;
    const cluster = context === '' ? 'kubectl does not answer' : `The cluster ${context} does not answer`;
    return told('doubt', `${cluster} within ${limit} s.`, `If it is down, start it: ${howToStart(context)}`);
  }
  const said = answer.err;
  if (/current-context (must exist|is not set)|no configuration has been provided/i.test(said)) {
    return told('absent', 'kubectl knows no cluster: it has no current context.', `Start one: ${howToStart('')}`);
  }
  if (/context was not found|context ".*" does not exist|cannot locate context/i.test(said)) {
    return told(
      'absent',
      `kubectl knows no context ${context}.`,
      'See those that it knows: kubectl config get-contexts',
    );
  }
  if (/error loading config file/i.test(said)) {
    return told(
      'doubt',
      'kubectl cannot read its configuration.',
      'Look at the file that KUBECONFIG names, or ~/.kube/config.',
    );
  }
  const denied = /cannot (\w+) resource "([\w./-]+)"/.exec(said);
  if (denied) {
    const [, verb, resource] = denied;
    return told(
      'doubt',
      `The cluster ${context} does not let this user ${verb} ${resource} in the namespace ${namespace}.`,
      `Ask who runs it; this shows it again: kubectl --context ${context} --namespace ${namespace} auth can-i ${verb} ${resource}`,
    );
  }
  if (/namespaces? "[^"]*" not found/i.test(said)) return noNamespace({ context, namespace });
  const judged = judgeClusterComplaint(said, context, CLUSTER_LIMIT_MS);
  if (judged) {
    const because = judged.outcome === 'unknown' ? 'doubt' : /refused/i.test(said) ? 'down' : 'doubt';
    return told(because, `${capital(judged.found)}.`, judged.fix ?? DOCTOR);
  }
  return told(
    'doubt',
    `The cluster ${context} does not tell ${what}.`,
    `See why: kubectl --context ${context} version`,
  );
}

export function noNamespace({ context, namespace }: Asked): Complaint {
  const message = `The cluster ${context} has no namespace ${namespace}.`;
  const next = `Make it: kubectl --context ${context} create namespace ${namespace}`;
  return { because: 'down', problem: new KnownProblem(message, next) };
}

function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
