import type { Environment } from '../../environment.ts';
import { EXIT } from '../../exit-codes.ts';
import { KnownProblem } from '../../known-problem.ts';
import type { Project } from '../../native/read-config.ts';
import { notReached } from '../../runtime/cluster.ts';
import { stateOf } from '../../runtime/cluster.ts';
import type { Connection } from '../../runtime/cluster-connection.ts';
import { findCluster } from '../../runtime/cluster-connection.ts';
import type { Where } from '../../runtime/kubectl.ts';
import type { CopyPart } from '../copy.ts';
import type { Target } from '../target.ts';
import type { ClusterApp } from './app.ts';
import { createApp } from './app.ts';
import { whyNoCharts } from './chart.ts';
import { backendOf } from './from-outside.ts';
import type { Objects } from './objects.ts';
import { named, settingsIn } from './objects.ts';
import { createPrograms } from './programs.ts';

export interface RunningApp {
  cluster: ClusterApp;
  target: Target;
  hidden: Partial<Record<CopyPart, string>>;
}

/**
 * The app that runs in the namespace that is meant.
 * @param addresses of an app that is reached otherwise than at localhost
 * @throws KnownProblem
 */
export async function findRunningApp(
  project: Project,
  environment: Environment,
  { where, addresses }: { where: Where; addresses: Partial<Target> },
): Promise<RunningApp> {
  const connection = await connect(project, environment, where);
  const { namespace } = connection;
  const context = connection.context.name;
  const state = await stateOf(project, environment, connection);
  if (state.kind !== 'up') throw state.problem;
  const programs = createPrograms({ root: project.root, environment, context, namespace });
  const cluster = createApp(project.root, programs, whyNoCharts(project.root, environment));
  const objects = await cluster.objects();
  const missing = ['frontend', 'backend'].filter((name) => !named(objects.deployments, name));
  if (missing.length > 0) throw half(missing, { context, namespace });
  const frontendUrl = addresses.frontendUrl ?? state.copy.frontend;
  const backendUrl = addresses.backendUrl ?? state.copy.backend;
  if (frontendUrl === undefined || backendUrl === undefined) throw notReached({ context, namespace });
  if (addresses.frontendUrl === undefined) await mustBeThisCopy(frontendUrl, objects, { context, namespace });
  return {
    cluster,
    target: { runtime: 'cluster', frontendUrl, backendUrl, isDevelopment: isDevelopment(objects) },
    hidden: hiddenIn(objects, namespace),
  };
}

/**
 * The cluster that is meant: one that may be anybody's has to be named.
 * @throws KnownProblem
 */
export async function connect(project: Project, environment: Environment, where: Where): Promise<Connection> {
  const found = await findCluster(project, environment, where);
  if ('problem' in found) throw found.problem;
  const { name, kind } = found.context;
  if (kind !== undefined || where.context !== undefined) return found;
  throw new KnownProblem(
    `The context ${name} of kubectl is no local cluster: nothing is asked of it unless it is named.`,
    `Name it (--context ${name}), choose another (kubectl config use-context), or look at its public address alone (--url).`,
    EXIT.wrongUse,
  );
}

/**
 * Where a NodePort does not answer, whatever is forwarded to the usual port is taken: that may be the frontend of another
 * copy, whose pages then name another backend.
 */
async function mustBeThisCopy(
  url: string,
  objects: Objects,
  { context, namespace }: { context: string; namespace: string },
): Promise<void> {
  const nodePort = named(objects.services, 'frontend')?.spec.ports[0]?.nodePort;
  if (url === `http://localhost:${nodePort}`) return;
  const configured = settingsIn(objects, 'frontend-config')['NEXT_PUBLIC_BACKEND_URL'];
  const told = await backendOf(url);
  if (configured === undefined || told === configured) return;
  const { next } = notReached({ context, namespace });
  throw new KnownProblem(
    `What answers at ${url} is the frontend of another copy: its pages name the backend ${told || 'of their own address'}, and frontend-config of the namespace ${namespace} names ${configured || 'none'}.`,
    next,
  );
}

function half(missing: string[], { context, namespace }: { context: string; namespace: string }): KnownProblem {
  const commands = missing.map((chart) => `helm install ${chart} ./helm/${chart}`);
  return new KnownProblem(
    `The app is installed in part in the namespace ${namespace} of ${context}: without ${missing.join(' and ')}.`,
    `Install the rest, as helm/QUICKSTART.md says: ${commands.join('; ')}`,
  );
}

/** Development servers write beside their sources; nothing else needs to. */
function isDevelopment({ deployments }: Objects): boolean {
  const [container] = named(deployments, 'frontend')?.spec.template.spec.containers ?? [];
  return container?.securityContext?.readOnlyRootFilesystem === false;
}

/** An installation may have its database or its Redis elsewhere, or no Redis at all. */
export function hiddenIn({ statefulSets }: Objects, namespace: string): RunningApp['hidden'] {
  const absent = (['postgres', 'redis'] as const).filter((part) => !named(statefulSets, part));
  return Object.fromEntries(
    absent.map((part) => [part, `no ${part} of the data chart runs in the namespace ${namespace}`]),
  );
}
