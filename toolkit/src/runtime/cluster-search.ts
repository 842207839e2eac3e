import type { Environment } from '../environment.ts';
import type { Project } from '../native/read-config.ts';
import { isListening } from '../system/ports.ts';
import type { ClusterState } from './cluster.ts';
import { stateOf } from './cluster.ts';
import { findCluster } from './cluster-connection.ts';

/**
 * Looks at the cluster where there is a sign that it is in use from here: a port forward to its database. One that is not
 * local is never asked without being named.
 * @returns undefined where it was not looked at
 */
export async function unaskedCluster(project: Project, environment: Environment): Promise<ClusterState | undefined> {
  if (!(await isListening(project.cluster.postgres.forward))) return undefined;
  const found = await findCluster(project, environment);
  if ('problem' in found || found.context.kind === undefined) return undefined;
  return stateOf(project, environment, found);
}
