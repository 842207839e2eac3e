import type { Connection } from './cluster-connection.ts';
import type { ClusterSecret } from './cluster-secret.ts';
import { parseSecrets } from './cluster-secret.ts';

/**
 * Reads Secrets by their names, because the right to list all of them is more than that to read some.
 * @returns those that are there
 * @throws KnownProblem
 */
export async function readSecrets(cluster: Connection, names: readonly string[]): Promise<ClusterSecret[]> {
  if (names.length === 0) return [];
  const answer = await cluster.ask(['get', 'secret', ...names, '--ignore-not-found', '--output', 'json']);
  const secrets = answer.kind === 'ended' && answer.code === 0 ? parseSecrets(answer.out) : undefined;
  if (secrets) return secrets;
  throw cluster.explain(answer, 'which secrets it has').problem;
}
