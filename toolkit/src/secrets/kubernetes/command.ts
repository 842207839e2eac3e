import type { Environment } from '../../environment.ts';
import { readDotEnv } from '../../environment.ts';
import { EXIT } from '../../exit-codes.ts';
import { KnownProblem } from '../../known-problem.ts';
import type { Project } from '../../native/read-config.ts';
import { references } from '../../native/references.ts';
import type { ClusterSecretsReport } from '../../report/cluster-secrets-report.ts';
import { noNamespace } from '../../runtime/cluster-complaint.ts';
import type { Connection } from '../../runtime/cluster-connection.ts';
import { findCluster } from '../../runtime/cluster-connection.ts';
import { keyOf } from '../../runtime/cluster-secret.ts';
import type { Where } from '../../runtime/kubectl.ts';
import { adviceOf } from './advice.ts';
import type { KeyDecision } from './decide.ts';
import { lookAtSecrets, makeClusterSecrets } from './make.ts';
import { usersOfKeys } from './users.ts';

interface Wanted extends Where {
  isCheck: boolean;
  rotate: readonly string[];
}

/**
 * `evenkeel secrets --kubernetes`: looks at the Secrets of a namespace, or makes what is missing.
 * @throws KnownProblem
 */
export async function clusterSecrets(
  project: Project,
  environment: Environment,
  { isCheck, rotate, ...where }: Wanted,
): Promise<ClusterSecretsReport> {
  const dotEnv = readDotEnv(project.root);
  const sourceOf = (name: string) => (environment[name] ? 'the environment' : dotEnv[name] ? '.env' : undefined);
  refuseWithoutValue(project, rotate, sourceOf);
  const cluster = await connect(project, environment, where);
  const task = { project, environment, cluster, rotate };
  const { decisions, before } = isCheck ? await lookAtSecrets(task) : await makeClusterSecrets(task);
  const { context, namespace } = cluster;
  const asked = { context: context.name, namespace };
  const changed = decisions.filter(
    ({ secret, value }) => value !== undefined && before.some(({ name }) => name === secret),
  );
  const users =
    isCheck || changed.length === 0 ? [] : await usersOf(cluster, changed, project.cluster.postgres.service);
  return {
    ...asked,
    isLocal: context.kind !== undefined,
    secrets: decisions.map(({ secret, key, state, names, value }) => {
      const from = state === 'taken' ? sourceOf(names[0] ?? '') : undefined;
      const isMissing = isCheck && value !== undefined;
      return { secret, key, state: isMissing ? 'missing' : state, names, ...(from !== undefined && { from }) };
    }),
    ...adviceOf({ project, decisions, rotate, users, isCheck, asked }),
  };
}

/** @throws KnownProblem for a variable that nobody gives: its Secret would become empty */
function refuseWithoutValue(
  { native, cluster }: Project,
  rotate: readonly string[],
  sourceOf: (name: string) => string | undefined,
): void {
  const name = rotate.find((each) => !(each in native.secrets) && sourceOf(each) === undefined);
  if (name === undefined) return;
  const { secret, key } = keyOf(cluster, name) ?? {};
  const where = secret === undefined ? 'the cluster' : `${key} of ${secret}`;
  throw new KnownProblem(
    `${name} is neither in the environment nor in .env, so ${where} keeps what it has.`,
    `Write it into .env, and try again.`,
  );
}

/** Where it would be a mistake to write, it is not even read. */
async function connect(project: Project, environment: Environment, where: Where): Promise<Connection> {
  const cluster = await findCluster(project, environment, where);
  if ('problem' in cluster) throw cluster.problem;
  const { context, namespace, ask } = cluster;
  if (context.kind === undefined && where.context === undefined) {
    throw new KnownProblem(
      `kubectl points to ${context.name}, which is no local cluster, so nothing was asked or written there.`,
      `If it is meant, name it: --context ${context.name} --namespace ${namespace}`,
      EXIT.wrongUse,
    );
  }
  const answer = await ask(['get', 'namespace', namespace, '--output', 'name']);
  if (answer.kind === 'ended' && (answer.code === 0 || /Forbidden/.test(answer.err))) return cluster;
  const isMissing = answer.kind === 'ended' && /\(NotFound\)/.test(answer.err);
  throw (isMissing ? noNamespace({ context: context.name, namespace }) : cluster.explain(answer, 'its namespaces'))
    .problem;
}

/** The database is none of them: it has read its password when its data were made, and never again. */
async function usersOf(cluster: Connection, changed: readonly KeyDecision[], database: string): Promise<string[]> {
  const answer = await cluster.ask(['get', 'deployments,statefulsets', '--output', 'json']);
  const users = answer.kind === 'ended' && answer.code === 0 ? usersOfKeys(answer.out, changed) : [];
  return users.filter((user) => user !== `statefulset/${database}`);
}

/** All names that the cluster's Secrets are made of. */
export function namesOf({ secrets }: Project['cluster']): string[] {
  const templates = Object.values(secrets).flatMap((keys) => Object.values(keys));
  return [...new Set(templates.flatMap(references))];
}
