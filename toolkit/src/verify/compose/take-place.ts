import { createHash } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Environment } from '../../environment.ts';
import { KnownProblem } from '../../known-problem.ts';
import { defaultDataFolder } from '../../native/plan.ts';
import { isPortFree } from '../../system/ports.ts';
import { claimFolder } from '../copy/take-place.ts';
import { allEnded } from '../program.ts';
import { dockerMust } from './docker.ts';
import type { ComposeProject } from './project.ts';
import { createProject, project } from './project.ts';

const OFFSETS = { first: 20_000, step: 10, last: 26_000 };
const PORTS = { FRONTEND_PORT: 3000, BACKEND_PORT: 8000, POSTGRES_PORT: 5434 };

/** What Docker itself reads. Nothing else of a user's, no secret and no address, reaches a copy of verify's own. */
const OF_DOCKER =
  /^(PATH|HOME|USER|LANG|LC_.*|TMPDIR|DOCKER_.*|BUILDX_.*|BUILDKIT_.*|XDG_.*|SSH_AUTH_SOCK|(HTTPS?|NO|ALL)_PROXY)$/i;

/** A Compose project that nobody else has. */
export interface Place {
  project: ComposeProject;
  ports: Record<keyof typeof PORTS, number>;
  /** For files of this run. */
  folder: string;
  /** Removes all that the project has, and gives the place back. */
  release: () => Promise<void>;
  /** The same in the background, for when this program ends at once. */
  clearCommand: readonly string[];
}

/**
 * Takes the project evenkeel-verify-…, or …-2 and so on where another run has it. The names are the same each time, so
 * that a run clears away what one that was killed has left; they are different for each checkout.
 * @throws KnownProblem
 */
export async function takeComposePlace(
  { root, file }: { root: string; file: string },
  given: Environment,
  stop: AbortSignal,
): Promise<Place> {
  const { folder } = await claimFolder(join(defaultDataFolder(root), 'verify-compose'));
  const checkout = createHash('sha256').update(root).digest('hex').slice(0, 6);
  const name = `evenkeel-verify-${checkout}${basename(folder).replace('verify-compose', '')}`;
  const release = async () => {
    // What was stopped a moment ago may have made something still.
    await allEnded();
    await clear(name, given);
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    await clear(name, given);
    const ports = await findPorts();
    const environment = {
      ...Object.fromEntries(Object.entries(given).filter(([variable]) => OF_DOCKER.test(variable))),
      ...Object.fromEntries(Object.entries(ports).map(([variable, port]) => [variable, String(port)])),
      APP_TARGET: given['APP_TARGET'] || 'run',
    };
    // In the place of .env.
    const envFile = join(folder, 'empty.env');
    writeFileSync(envFile, '');
    return {
      project: createProject({ name, root, files: [file], envFile, environment, stop }),
      ports,
      folder,
      release,
      clearCommand: downCommand(name),
    };
  } catch (error) {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    throw error;
  }
}

/** Needs no compose file: what belongs to a project is known by its labels. */
const downCommand = (name: string) => [
  'compose',
  '--project-name',
  name,
  'down',
  '--volumes',
  '--remove-orphans',
  '--timeout',
  '0',
];

async function clear(name: string, given: Environment): Promise<void> {
  const probes = await dockerMust(['ps', '-aq', '--filter', probeLabel(name)]);
  const ids = probes.split('\n').filter(Boolean);
  if (ids.length > 0) await dockerMust(['rm', '--force', '--volumes', ...ids]);
  // Not where a compose file lies: that of today has nothing to say about what an earlier run has left.
  await dockerMust(downCommand(name), { cwd: tmpdir(), environment: { ...given, COMPOSE_FILE: undefined } });
  const volumes = (await dockerMust(['volume', 'ls', '-q', '--filter', project(name)])).split('\n').filter(Boolean);
  if (volumes.length > 0) await dockerMust(['volume', 'rm', '--force', ...volumes]);
}

/** Containers that checks start beside those of the project carry it. */
export const probeLabel = (name: string) => `label=evenkeel.verify=${name}`;

async function findPorts(): Promise<Place['ports']> {
  // Runs that begin at the same moment look at different ports.
  const skew = (process.pid % 50) * OFFSETS.step;
  for (let offset = OFFSETS.first + skew; offset <= OFFSETS.last; offset += OFFSETS.step) {
    const ports = Object.fromEntries(Object.entries(PORTS).map(([name, port]) => [name, port + offset]));
    const free = await Promise.all(Object.values(ports).map(isPortFree));
    if (free.every(Boolean)) return ports as Place['ports'];
  }
  throw new KnownProblem('There are no free ports for a copy of the app.', 'End some programs that listen on ports.');
}
