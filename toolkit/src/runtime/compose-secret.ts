import { thisMachine } from '../doctor/machine.ts';
import type { Environment } from '../environment.ts';
import { KnownProblem } from '../known-problem.ts';
import type { Project } from '../native/read-config.ts';
import { explainComplaint } from './compose-complaint.ts';
import { COMPOSE_LIMIT_MS, dockerCompose } from './docker-compose.ts';

/**
 * Reads a secret of the copy that runs: by the database's service, because the app's own images have no program that
 * shows a file.
 * @throws KnownProblem
 */
export async function readSecret(project: Project, environment: Environment, name: string): Promise<string> {
  const { postgres, secrets } = project.compose;
  const file = `${secrets}/${name}`;
  const answer = await dockerCompose(project, environment, ['exec', '-T', postgres, 'cat', file]);
  const value = answer.kind === 'ended' && answer.code === 0 ? answer.out.replace(/\r?\n$/, '') : '';
  if (value !== '') return value;
  const said = answer.kind === 'ended' ? answer.err : '';
  if (/is not running|no such service/i.test(said)) {
    throw new KnownProblem(
      `${name} cannot be read: the service ${postgres} of Docker Compose does not run.`,
      `Start it: docker compose up -d ${postgres}. If it has another name, give that in evenkeel.yaml: compose.postgres`,
    );
  }
  if (answer.kind === 'ended' && (answer.code === 0 || /No such file|Is a directory/i.test(said))) {
    throw new KnownProblem(
      `There is no ${name} in ${secrets} of the service ${postgres}.`,
      'Start all of it: docker compose up -d. If secrets lie elsewhere, say where in evenkeel.yaml: compose.secrets',
    );
  }
  throw explainComplaint(answer, thisMachine(), COMPOSE_LIMIT_MS).problem;
}
