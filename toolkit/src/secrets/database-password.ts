import { randomBytes } from 'node:crypto';
import type { Environment } from '../environment.ts';
import { KnownProblem } from '../known-problem.ts';
import type { Project } from '../native/read-config.ts';
import { dockerCompose } from '../runtime/docker-compose.ts';
import { scramVerifier } from './scram.ts';

const LIMIT_MS = 10_000;

/**
 * Gives the database of the copy that Docker Compose runs another password. Inside the container the user needs none.
 * Signals are held meanwhile (see hold-signals.ts).
 * @throws KnownProblem when it was refused: then it has the old one
 */
export async function changeDatabasePassword(project: Project, environment: Environment, password: string) {
  const { user, database } = project.native.postgres;
  const psql = ['psql', '--no-psqlrc', '--quiet', '--no-password', '--set=ON_ERROR_STOP=1'];
  const words = ['exec', '-T', project.compose.postgres, ...psql, `--username=${user}`, `--dbname=${database}`];
  const name = `"${user.replaceAll('"', '""')}"`;
  const input = `ALTER USER ${name} PASSWORD '${scramVerifier(password, randomBytes(16))}';\n`;
  const answer = await dockerCompose(project, environment, words, { input, limitMs: LIMIT_MS, isHeld: true });
  if (answer.kind === 'ended' && answer.code === 0) return;
  const said = answer.kind === 'ended' ? (/(?:ERROR|FATAL|psql: error): *(.{1,200})/.exec(answer.err)?.[1] ?? '') : '';
  throw new KnownProblem(
    `The database of Docker Compose did not take a new password${said && `: ${said}`}. Nothing was changed.`,
    `Look whether it is well: docker compose ps ${project.compose.postgres}`,
  );
}
