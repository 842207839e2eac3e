import { KnownProblem } from '../known-problem.ts';
import type { Project } from '../native/read-config.ts';
import { withClient } from '../postgres/with-client.ts';
import { errorCode } from '../system/files.ts';
import type { Connection } from './cluster-connection.ts';

/** Made with the database, and different for each. */
const QUESTION = 'SELECT system_identifier FROM pg_control_system()';
const CONNECT_LIMIT_MS = 5000;

/**
 * Makes sure that a port forward leads to the database of this namespace. One that was made for another namespace listens at
 * the same port, and the password tells nothing: to PostgreSQL's image a forward comes from inside, where it asks for none.
 * @throws KnownProblem when it leads elsewhere, or that could not be told
 */
export async function expectOwnDatabase(project: Project, cluster: Connection, url: string): Promise<void> {
  const [here, there] = await Promise.all([askThrough(project, cluster, url), askInside(project, cluster)]);
  if (here === there) return;
  const { forward } = project.cluster.postgres;
  throw new KnownProblem(
    `127.0.0.1:${forward} leads to another database than that of the namespace ${cluster.namespace} of ${cluster.context.name}: ` +
      'it was forwarded from another namespace or cluster.',
    `End that port forward, then: ${forwardCommand(project, cluster)}. If the other one is meant: kubectl config set-context --current --namespace NAME`,
  );
}

async function askThrough(project: Project, cluster: Connection, url: string): Promise<string> {
  const config = { connectionString: url, connectionTimeoutMillis: CONNECT_LIMIT_MS };
  try {
    return await withClient(config, async (client) =>
      String((await client.query(QUESTION)).rows[0]?.system_identifier),
    );
  } catch (error) {
    const why = errorCode(error) === '28P01' ? 'it does not take the password of the namespace' : words(error);
    throw new KnownProblem(
      `The database does not answer at 127.0.0.1:${project.cluster.postgres.forward}: ${why}.`,
      `A port forward ends with its pod. Look whether that is ready, and start it again: ${forwardCommand(project, cluster)}`,
    );
  }
}

async function askInside({ native, cluster: config }: Project, cluster: Connection): Promise<string> {
  const { user, database } = native.postgres;
  const { service } = config.postgres;
  const psql = ['psql', '--no-psqlrc', '--no-password', '-At', `--username=${user}`, `--dbname=${database}`];
  const answer = await cluster.ask(['exec', '--quiet', `service/${service}`, '--', ...psql, '--command', QUESTION]);
  const told = answer.kind === 'ended' && answer.code === 0 ? answer.out.trim() : '';
  if (/^\d+$/.test(told)) return told;
  const { problem } = cluster.explain(answer, `which database the service ${service} is`);
  throw new KnownProblem(
    `It could not be told whether 127.0.0.1:${config.postgres.forward} leads to the database of the namespace ${cluster.namespace}. ${problem.message}`,
    `${problem.next}. If you are sure, give its address: DATABASE_URL=… before the command.`,
  );
}

/** Why a database is not reached at all, and the command that mends it. */
export function withoutForward(project: Project, cluster: Connection, isInNamespace: boolean): KnownProblem {
  const { service, forward } = project.cluster.postgres;
  if (!isInNamespace) {
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

/** What reaches the database from this machine. */
function forwardCommand({ cluster: { postgres } }: Project, { context, namespace }: Connection): string {
  const { service, port, forward } = postgres;
  return `kubectl --context ${context.name} --namespace ${namespace} port-forward service/${service} ${forward}:${port}`;
}

function words(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return /terminated|ECONNRESET|closed/i.test(text) ? 'the connection was closed without an answer' : text;
}
