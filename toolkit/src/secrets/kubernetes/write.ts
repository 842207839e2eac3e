import { KnownProblem } from '../../known-problem.ts';
import type { ClusterSecret } from '../../runtime/cluster-secret.ts';
import type { Connection } from '../../runtime/cluster-connection.ts';
import type { KeyDecision } from './decide.ts';

/**
 * Writes the new keys of one Secret, all or none. Values go through stdin, because other users of the machine can see
 * command lines.
 * @returns 'overtaken' when somebody else has written that Secret since it was read
 * @throws KnownProblem
 */
export async function writeSecret(
  cluster: Connection,
  name: string,
  decisions: readonly KeyDecision[],
  known: ClusterSecret | undefined,
): Promise<'written' | 'overtaken'> {
  // `create` and `replace`, not `apply`: that would keep a copy of the values in an annotation.
  const words = [known ? 'replace' : 'create', '--filename', '-', '--output', 'name'];
  const input = JSON.stringify(secretObject(name, decisions, known));
  const answer = await cluster.ask(words, { input, isHeld: true });
  if (answer.kind === 'ended' && answer.code === 0) return 'written';
  const said = answer.kind === 'ended' ? answer.err : '';
  if (/AlreadyExists|object has been modified|\(NotFound\)[^]*secrets "/.test(said)) return 'overtaken';
  if (/is immutable/.test(said)) throw immutable(cluster, name);
  throw cluster.explain(answer, `whether it has taken ${name}`).problem;
}

function immutable({ context, namespace }: Connection, name: string): KnownProblem {
  return new KnownProblem(
    `The Secret ${name} in the namespace ${namespace} of ${context.name} is immutable, so nothing can be added to it or changed.`,
    'Whoever made it has to make it anew: its values are needed, so it is not deleted here.',
  );
}

/** With the version that was read, so that a Secret which somebody else has changed meanwhile is not overwritten. */
function secretObject(name: string, decisions: readonly KeyDecision[], known: ClusterSecret | undefined) {
  const data = Object.fromEntries(
    decisions.flatMap(({ key, value }) =>
      value === undefined ? [] : [[key, Buffer.from(value, 'utf8').toString('base64')]],
    ),
  );
  if (known)
    return { ...known.object, apiVersion: 'v1', kind: 'Secret', data: { ...Object(known.object['data']), ...data } };
  const labels = { 'app.kubernetes.io/managed-by': 'evenkeel' };
  return { apiVersion: 'v1', kind: 'Secret', metadata: { name, labels }, type: 'Opaque', data };
}
