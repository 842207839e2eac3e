import type { Environment } from '../environment.ts';
import { KnownProblem } from '../known-problem.ts';
import { databaseUrl } from '../native/plan.ts';
import type { Project } from '../native/read-config.ts';
import { isListening } from '../system/ports.ts';
import { demoUserOf } from './demo-user-of.ts';
import { noNamespace } from './cluster-complaint.ts';
import { clusterAddress } from './cluster-address.ts';
import type { Connection } from './cluster-connection.ts';
import { findCluster } from './cluster-connection.ts';
import { expectOwnDatabase, forwardCommand } from './cluster-database.ts';
import type { ClusterSecret } from './cluster-secret.ts';
import { valueOf } from './cluster-secret.ts';
import { readSecrets } from './cluster-secrets.ts';
import type { ClusterServices } from './cluster-services.ts';
import { parseClusterServices } from './cluster-services.ts';
import type { Complaint } from './compose-complaint.ts';
import type { Where } from './kubectl.ts';
import type { RunningCopy } from './runtime.ts';
import { CHOICE_VARIABLE } from './runtime.ts';

/** A copy of the app that a Kubernetes cluster runs. */
export interface ClusterCopy extends RunningCopy {
  runtime: 'cluster';
  /** Its name in kubectl's configuration. */
  context: string;
  namespace: string;
  /**
   * One of the secrets that the copy uses.
   * @throws KnownProblem
   */
  secret: (name: string) => Promise<string>;
}

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
  return { kind: 'up', copy: await copyOf(project, environment, cluster, services) };
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

async function copyOf(
  project: Project,
  environment: Environment,
  cluster: Connection,
  services: ClusterServices,
): Promise<ClusterCopy> {
  const { native, cluster: config } = project;
  const { namespace } = cluster;
  const context = cluster.context.name;
  const address = (service: string) => clusterAddress(project, environment, services.get(service));
  const [frontend, backend, isForwarded] = await Promise.all([
    address('frontend'),
    address('backend'),
    isListening(config.postgres.forward),
  ]);
  const postgres = isForwarded ? { host: '127.0.0.1', port: config.postgres.forward } : undefined;
  const secret = createSecretReader(project, cluster);
  return {
    runtime: 'cluster',
    title: `cluster ${context}, namespace ${namespace}`,
    choice: `${CHOICE_VARIABLE}=cluster`,
    context,
    namespace,
    frontend,
    backend,
    postgres,
    log: `\`kubectl --namespace ${namespace} logs deployment/backend\``,
    secret,
    databaseUrl: async () => {
      if (!postgres) throw withoutForward(project, services, cluster);
      const { user, database, password } = native.postgres;
      const url = databaseUrl({ user, database, password: await secret(password), ...postgres });
      await expectOwnDatabase(project, cluster, url);
      return url;
    },
    demoUser: () => demoUserOf(native, secret),
  };
}

/** Secrets are asked for once. */
function createSecretReader({ cluster: config }: Project, cluster: Connection): ClusterCopy['secret'] {
  const { namespace, context } = cluster;
  let known: Promise<ClusterSecret[]> | undefined;
  return async (name) =>
    valueOf(config, name, await (known ??= readSecrets(cluster, Object.keys(config.secrets))), {
      context: context.name,
      namespace,
    });
}

function withoutForward(project: Project, services: ClusterServices, cluster: Connection): KnownProblem {
  const { service, forward } = project.cluster.postgres;
  if (!services.has(service)) {
    return new KnownProblem(
      `The namespace ${cluster.namespace} of ${cluster.context.name} has no service ${service}: its database is elsewhere.`,
      'Give its address: DATABASE_URL=… before the command. If the service has another name, say so in evenkeel.yaml: cluster.postgres',
    );
  }
  return new KnownProblem(
    `Nothing listens at 127.0.0.1:${forward}, where this machine reaches the database of the cluster.`,
    `Forward it, in another terminal: ${forwardCommand(project, cluster)} (tilt up does it, too)`,
  );
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
