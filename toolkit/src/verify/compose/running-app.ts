import { existsSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Environment } from '../../environment.ts';
import { EXIT } from '../../exit-codes.ts';
import { KnownProblem } from '../../known-problem.ts';
import type { Target } from '../target.ts';
import type { Container } from './container.ts';
import { readContainers } from './container.ts';
import { dockerMust } from './docker.ts';
import type { ComposeProject } from './project.ts';
import { createProject } from './project.ts';

const FILE = 'compose.yaml';

/**
 * The folder of compose.yaml: this one or the nearest above it.
 * @throws KnownProblem
 */
export function findComposeRoot(from: string): string {
  for (let folder = realpathSync(from); ; folder = dirname(folder)) {
    if (existsSync(join(folder, FILE))) return folder;
    if (folder === dirname(folder)) break;
  }
  throw new KnownProblem(
    `There is no ${FILE} in ${from} or in any folder above it.`,
    'Run the command in your project.',
    EXIT.wrongUse,
  );
}

/**
 * The app as `docker compose up` has started it from this folder, with the same environment.
 * @throws KnownProblem
 */
export async function findRunningApp(
  root: string,
  environment: Environment,
): Promise<{ project: ComposeProject; target: Target }> {
  const surroundings = { cwd: root, environment };
  const ids = (await dockerMust(['compose', 'ps', '-q'], surroundings)).split('\n').filter(Boolean);
  const containers = ids.length === 0 ? [] : readContainers(await dockerMust(['container', 'inspect', ...ids]));
  const name = containers[0]?.project;
  const target = targetOf(containers);
  if (name === undefined || !target) {
    const what = name === undefined ? 'No copy of the app runs' : `The copy ${name} runs in part only: `;
    const missing = ['frontend', 'backend'].filter((part) => !containers.some(({ service }) => service === part));
    throw new KnownProblem(
      name === undefined
        ? `${what} under Docker Compose in ${root}.`
        : `${what}${missing.join(' and ')} ${missing.length > 1 ? 'are' : 'is'} missing.`,
      'Start it (docker compose up --wait, with the same COMPOSE_PROJECT_NAME), or let verify start a copy of its own: --start.',
    );
  }
  return { project: createProject({ name, root, files: [], environment }), target };
}

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
