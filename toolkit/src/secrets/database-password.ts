import type { Environment } from '../environment.ts';
import { KnownProblem } from '../known-problem.ts';
import type { Project } from '../native/read-config.ts';
import { dockerCompose } from '../runtime/docker-compose.ts';
import { databaseComplaint, passwordStatement, STATEMENT_LIMIT_MS } from './password-statement.ts';

/**
 * Gives the database of the copy that Docker Compose runs another password.
 * Signals are held meanwhile (see hold-signals.ts).
 * @throws KnownProblem when it was refused: then it has the old one
 */
export async function changeDatabasePassword(project: Project, environment: Environment, password: string) {
  const { words, input } = passwordStatement(project.native.postgres, password);
  const answer = await dockerCompose(project, environment, ['exec', '-T', project.compose.postgres, ...words], {
    input,
    limitMs: STATEMENT_LIMIT_MS,
    isHeld: true,
  });
  if (answer.kind === 'ended' && answer.code === 0) return;
  throw new KnownProblem(
    `The database of Docker Compose did not take a new password${databaseComplaint(answer)}. Nothing was changed.`,
    `Look whether it is well: docker compose ps ${project.compose.postgres}`,
  );
}
