import type { Environment } from '../environment.ts';
import { databaseUrl } from '../native/plan.ts';
import type { Project } from '../native/read-config.ts';
import { isListening } from '../system/ports.ts';
import { clusterAddress } from './cluster-address.ts';
import type { Connection } from './cluster-connection.ts';
import { expectOwnDatabase, withoutForward } from './cluster-database.ts';
import type { ClusterSecret } from './cluster-secret.ts';
import { valueOf } from './cluster-secret.ts';
import { readSecrets } from './cluster-secrets.ts';
import type { ClusterServices } from './cluster-services.ts';
import { demoUserOf } from './demo-user-of.ts';
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

/** The copy that these Services of a namespace belong to. */
export async function createClusterCopy(
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
      if (!postgres) throw withoutForward(project, cluster, services.has(config.postgres.service));
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
