import type { Environment } from '../environment.ts';
import { KnownProblem } from '../known-problem.ts';
import type { Project } from '../native/read-config.ts';
import { noNamespace } from './cluster-complaint.ts';
import type { Connection } from './cluster-connection.ts';
import { findCluster } from './cluster-connection.ts';
import type { ClusterCopy } from './cluster-copy.ts';
import { createClusterCopy } from './cluster-copy.ts';
import { parseClusterServices } from './cluster-services.ts';
import type { Complaint } from './compose-complaint.ts';
import type { Where } from './kubectl.ts';

export type ClusterState =
  /** No kubectl, or no cluster that it knows; the namespace is empty or missing, or the cluster is down; it was not told. */
  | { kind: 'none' | 'down' | 'untold'; because: Complaint['because']; problem: KnownProblem }
  | { kind: 'up'; copy: ClusterCopy };

/** Tells whether the app is installed in the cluster and namespace that kubectl points to. */
export async function clusterState(
  project: Project,
  environment: Environment,
  where: Where = {},
): Promise<ClusterState> {
  const found = await findCluster(project, environment, where);
  return 'problem' in found ? notUp(found) : stateOf(project, environment, found);
}

/** The same for one that was found already. */
export async function stateOf(project: Project, environment: Environment, cluster: Connection): Promise<ClusterState> {
  const answer = await cluster.ask(['get', 'services', '--output', 'json']);
  const services = answer.kind === 'ended' && answer.code === 0 ? parseClusterServices(answer.out) : undefined;
  if (!services) return notUp(cluster.explain(answer, 'which services it has'));
  const ours = [...Object.keys(project.native.services), project.cluster.postgres.service];
  if (!ours.some((name) => services.has(name))) return notUp(await whyEmpty(cluster));
  return { kind: 'up', copy: await createClusterCopy(project, environment, cluster, services) };
}

function notUp({ because, problem }: Complaint): ClusterState {
  return { kind: because === 'absent' ? 'none' : because === 'down' ? 'down' : 'untold', because, problem };
}

/** A namespace that is not there has no services, as far as kubectl says. */
async function whyEmpty(cluster: Connection): Promise<Complaint> {
  const { context, namespace, ask } = cluster;
  const answer = await ask(['get', 'namespace', namespace, '--output', 'name']);
  const isMissing = answer.kind === 'ended' && /not found/i.test(answer.err);
  if (isMissing) return noNamespace({ context: context.name, namespace });
  const message = `Nothing of the app is installed in the namespace ${namespace} of ${context.name}.`;
  const next =
    'Start it: tilt up, or helm install. In another namespace: kubectl config set-context --current --namespace NAME';
  return { because: 'down', problem: new KnownProblem(message, next) };
}

/** Why a copy cannot be talked to, and the commands that mend it. */
export function notReached({ context, namespace }: Pick<ClusterCopy, 'context' | 'namespace'>): KnownProblem {
  const forward = (words: string) => `kubectl --context ${context} --namespace ${namespace} port-forward ${words}`;
  return new KnownProblem(
    `The app in the namespace ${namespace} of ${context} does not answer on this machine: neither at its NodePorts nor at 3000 and 8000.`,
    `Look whether its pods are ready: kubectl --context ${context} --namespace ${namespace} get pods. If they are, forward both, in two terminals:\n` +
      `  ${forward('service/frontend 3000:3000')}\n  ${forward('service/backend 8000:8000')}`,
  );
}
