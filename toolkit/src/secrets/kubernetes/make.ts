import type { Environment } from '../../environment.ts';
import { readDotEnv } from '../../environment.ts';
import { KnownProblem } from '../../known-problem.ts';
import type { Project } from '../../native/read-config.ts';
import { makeSecret } from '../../native/secrets.ts';
import type { Connection } from '../../runtime/cluster-connection.ts';
import type { ClusterSecret } from '../../runtime/cluster-secret.ts';
import { readSecrets } from '../../runtime/cluster-secrets.ts';
import { withSignalsHeld } from '../hold-signals.ts';
import { changeClusterPassword } from './database-password.ts';
import type { KeyDecision } from './decide.ts';
import { decideKeys } from './decide.ts';
import { writeSecret } from './write.ts';

/** Others that make the same Secrets at the same time can overtake once for each of them. */
const MOST_ROUNDS = 20;

export interface Made {
  decisions: KeyDecision[];
  /** The Secrets that were there before. */
  before: readonly ClusterSecret[];
}

export interface Task {
  project: Project;
  environment: Environment;
  cluster: Connection;
  rotate: readonly string[];
}

/** What there is, and what is to be, without changing anything. */
export async function lookAtSecrets(
  { project, environment, cluster, rotate }: Task,
  make = createMaker(project),
): Promise<Made> {
  const { native, cluster: config, root } = project;
  const before = await readSecrets(cluster, Object.keys(config.secrets));
  const dotEnv = readDotEnv(root);
  const decisions = decideKeys({
    config: config.secrets,
    own: Object.keys(native.secrets),
    known: before,
    variable: (name) => environment[name] || dotEnv[name],
    rotate,
    make,
  });
  return { decisions, before };
}

/** One value for each name, however often it is asked for: a database may have been told it already. */
function createMaker({ native }: Project): (name: string) => string {
  const made = new Map<string, string>();
  return (name) => {
    const value = made.get(name) ?? makeSecret(native.secrets[name]?.length ?? 32);
    made.set(name, value);
    return value;
  };
}

/**
 * Makes what is missing, and anew what is to be rotated. One Secret is written after the other, in the order of
 * evenkeel.yaml; where somebody else was faster, everything is looked at again, and what is missing then is made to fit.
 * @throws KnownProblem
 */
export function makeClusterSecrets(task: Task): Promise<Made> {
  const { project, cluster, rotate } = task;
  const { password } = project.native.postgres;
  const make = createMaker(project);
  return withSignalsHeld(async () => {
    const first = await lookAtSecrets(task, make);
    const written: KeyDecision[] = [];
    for (let round = 0, now = first; ; round++) {
      // First, so that nothing has changed when it refuses; if the rest then fails, the same command again mends it.
      if (rotate.includes(password)) await changeClusterPassword(project, cluster, make(password));
      if (await writeAll(cluster, now, written)) break;
      if (round === MOST_ROUNDS) throw stuck(cluster);
      now = await lookAtSecrets(task, make);
    }
    return { ...first, decisions: first.decisions.map((each) => lastOf(written, each)) };
  });
}

/** @returns false when somebody else has written one of them meanwhile */
async function writeAll(cluster: Connection, { decisions, before }: Made, written: KeyDecision[]): Promise<boolean> {
  for (const name of new Set(decisions.map(({ secret }) => secret))) {
    const fresh = decisions.filter(({ secret, value }) => secret === name && value !== undefined);
    if (fresh.length === 0) continue;
    const known = before.find((each) => each.name === name);
    if ((await writeSecret(cluster, name, fresh, known)) === 'overtaken') return false;
    written.push(...fresh);
  }
  return true;
}

/** What this command has written of a key; what somebody else has made was there. */
function lastOf(written: readonly KeyDecision[], planned: KeyDecision): KeyDecision {
  const mine = written.findLast(({ secret, key }) => secret === planned.secret && key === planned.key);
  const { value, ...rest } = planned;
  return mine ?? (value === undefined ? rest : { ...rest, state: 'kept' });
}

function stuck({ context, namespace }: Connection): KnownProblem {
  return new KnownProblem(
    `The Secrets in the namespace ${namespace} of ${context.name} change faster than they can be written.`,
    'Look who else writes them, and try again.',
  );
}
