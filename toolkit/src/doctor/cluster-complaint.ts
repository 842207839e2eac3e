import type { Judgement } from './check.ts';
import { fail, unknown } from './check.ts';

const OTHER = 'choose another one: `kubectl config use-context NAME`';

/**
 * Says why the cluster of a context was not reached, and what to do about it.
 * @returns undefined for a complaint that is not about that
 */
export function judgeClusterComplaint(complaint: string, context: string, limitMs = 1000): Judgement | undefined {
  if (/timeout|timed out|deadline exceeded/i.test(complaint)) {
    const fix = `Look at \`kubectl version\`. If it is down, start it: ${howToStart(context)}; or ${OTHER}.`;
    return unknown(`the cluster ${context} gave no answer within ${limitMs / 1000} s`, fix);
  }
  if (/logged in|unauthorized|forbidden/i.test(complaint)) {
    return fail(`the cluster ${context} does not let this user in`, `Sign in to it again, or ${OTHER}.`);
  }
  if (/refused|no route to host|no such host|network is unreachable/i.test(complaint)) {
    return fail(`the cluster ${context} is not reached`, `Start it: ${howToStart(context)}; or ${OTHER}.`);
  }
  return undefined;
}

/** By the name that each kind of local cluster gives its context; Minikube's is the usual one. */
export function howToStart(context: string): string {
  if (context === 'docker-desktop') return 'Docker Desktop, Settings, Kubernetes';
  if (context.startsWith('kind-')) return `\`docker start ${context.slice(5)}-control-plane\``;
  if (context.startsWith('k3d-')) return `\`k3d cluster start ${context.slice(4)}\``;
  return '`minikube start --cpus=2 --memory=3072`';
}
