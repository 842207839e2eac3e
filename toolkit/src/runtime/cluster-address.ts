import type { Environment } from '../environment.ts';
import type { Project } from '../native/read-config.ts';
import { isListening } from '../system/ports.ts';
import type { ClusterServices } from './cluster-services.ts';
import { composeState } from './compose.ts';
import { nativeCopies } from './native.ts';

/**
 * Where this machine reaches a Service: its NodePort, where nodes are this machine, or a port forward. Never a node's own
 * address, because the app knows its pages at localhost alone.
 */
export async function clusterAddress(
  project: Project,
  environment: Environment,
  service: ReturnType<ClusterServices['get']>,
): Promise<string | undefined> {
  if (!service) return undefined;
  const at = (port: number) => `http://localhost:${port}`;
  const { port, nodePort } = service;
  if (nodePort !== undefined && (await isListening(nodePort))) return at(nodePort);
  // The other runtimes have the same ports.
  if (!(await isListening(port)) || (await isTaken(project, environment, at(port)))) return undefined;
  return at(port);
}

async function isTaken(project: Project, environment: Environment, address: string): Promise<boolean> {
  const compose = await composeState(project, environment);
  const others = [...nativeCopies(project, undefined), ...(compose.kind === 'up' ? [compose.copy] : [])];
  return others.some(({ frontend, backend }) => [frontend, backend].includes(address));
}
