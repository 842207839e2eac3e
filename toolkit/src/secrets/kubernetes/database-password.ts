import { KnownProblem } from '../../known-problem.ts';
import type { Project } from '../../native/read-config.ts';
import type { Connection } from '../../runtime/cluster-connection.ts';
import { databaseComplaint, passwordStatement, STATEMENT_LIMIT_MS } from '../password-statement.ts';

/**
 * Gives the database of the cluster another password.
 * @throws KnownProblem when it was refused: then it has the old one
 */
export async function changeClusterPassword(project: Project, cluster: Connection, password: string): Promise<void> {
  const { native, cluster: config } = project;
  const { service } = config.postgres;
  const { words, input } = passwordStatement(native.postgres, password);
  const question = ['exec', '--stdin', '--quiet', `service/${service}`, '--', ...words];
  const answer = await cluster.ask(question, { input, limitMs: STATEMENT_LIMIT_MS, isHeld: true });
  if (answer.kind === 'ended' && answer.code === 0) return;
  if (answer.kind === 'ended' && /cannot \w+ resource/.test(answer.err)) throw cluster.explain(answer, '').problem;
  const { namespace, context } = cluster;
  throw new KnownProblem(
    `The database of the namespace ${namespace} did not take a new password${databaseComplaint(answer)}, so nothing was changed: ` +
      'its data would be locked out.',
    `Look whether it is well: kubectl --context ${context.name} --namespace ${namespace} get statefulset ${service}. ` +
      'A database outside of the cluster is told by hand, and its address then written into the Secret.',
  );
}
