import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Environment } from '../../environment.ts';
import { EXIT } from '../../exit-codes.ts';
import { KnownProblem } from '../../known-problem.ts';
import type { Project } from '../../native/read-config.ts';
import { composeState } from '../../runtime/compose.ts';
import type { Target } from '../target.ts';
import type { Container } from './container.ts';
import { readContainers } from './container.ts';
import { dockerMust } from './docker.ts';
import type { ComposeProject } from './project.ts';
import { linesOf } from '../program.ts';
import { createProject } from './project.ts';

/** In the order in which Compose looks for them. */
const FILES = ['compose.yaml', 'compose.yml', 'docker-compose.yaml', 'docker-compose.yml'];

/** @throws KnownProblem */
export function composeFileOf({ root }: Project): string {
  const file = FILES.map((name) => join(root, name)).find((path) => existsSync(path));
  if (file !== undefined) return file;
  throw new KnownProblem(
    `There is no compose file beside ${join(root, 'evenkeel.yaml')}.`,
    `Write one: ${FILES[0]}.`,
    EXIT.wrongUse,
  );
}

/**
 * The app as `docker compose up` has started it from this folder, with the same environment.
 * @throws KnownProblem
 */
export async function findRunningApp(
  project: Project,
  environment: Environment,
): Promise<{ project: ComposeProject; target: Target }> {
  const { root } = project;
  composeFileOf(project);
  const state = await composeState(project, environment);
  if (state.kind === 'untold') throw state.problem;
  const ids = linesOf(await dockerMust(['compose', 'ps', '-q'], { cwd: root, environment }));
  const containers = ids.length === 0 ? [] : readContainers(await dockerMust(['container', 'inspect', ...ids]));
  const name = containers[0]?.project;
  if (state.kind !== 'up' || name === undefined) {
    throw new KnownProblem(`Docker Compose does not run the app of ${root}.`, HOW_TO_START);
  }
  const { startedElsewhere } = state.copy;
  if (startedElsewhere !== undefined) {
    throw new KnownProblem(
      `The project ${name} of Docker Compose was started in ${startedElsewhere}, not in ${root}.`,
      'Run the command there, or name another project in COMPOSE_PROJECT_NAME.',
    );
  }
  const target = targetOf(containers);
  if (target) return { project: createProject({ name, root, files: [], environment }), target };
  const missing = ['frontend', 'backend'].filter((part) => !containers.some(({ service }) => service === part));
  const came = missing.length === 0 ? 'frontend and backend are not published' : `without ${missing.join(' and ')}`;
  throw new KnownProblem(`The project ${name} of Docker Compose runs in part: ${came}.`, HOW_TO_START);
}

const HOW_TO_START =
  'Start it (docker compose up --wait; under another name with its COMPOSE_PROJECT_NAME), or let verify start a copy of its own: --start.';

/** Where the parts are published; undefined where one of them is not. */
export function targetOf(containers: Container[]): Target | undefined {
  const find = (service: string) => containers.find((each) => each.service === service);
  const [frontend, backend] = [find('frontend'), find('backend')];
  const [frontendPort, backendPort] = [frontend, backend].map((part) => part?.published[0]?.hostPort);
  if (frontendPort === undefined || backendPort === undefined) return undefined;
  return {
    runtime: 'compose',
    frontendUrl: `http://localhost:${frontendPort}`,
    backendUrl: `http://localhost:${backendPort}`,
    isDevelopment: frontend?.environment['NODE_ENV'] !== 'production',
  };
}
