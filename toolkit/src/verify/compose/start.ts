import { spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import type { Environment } from '../../environment.ts';
import { KnownProblem } from '../../known-problem.ts';
import type { Copy } from '../copy.ts';
import type { Target } from '../target.ts';
import { createComposeCopy } from './copy.ts';
import { buildStepOf, whyItFailed } from './docker.ts';
import { whyNotUp } from './failed-start.ts';
import type { ComposeProject } from './project.ts';
import { targetOf } from './running-app.ts';
import { readSecrets } from './secrets.ts';
import type { Place } from './take-place.ts';
import { takeComposePlace } from './take-place.ts';
import { whereToListen } from './where-to-listen.ts';

const START_LIMIT_S = 180;

export interface StartedComposeCopy {
  copy: Copy;
  compose: ComposeProject;
  target: Target;
  /** Ends everything and deletes its data. */
  remove(): Promise<void>;
}

interface Given {
  root: string;
  /** The compose file: what others add to it on this machine is not looked at. */
  file: string;
  environment: Environment;
  /** Ends the start, and everything with it. */
  stop: AbortSignal;
  doing: (what: string) => void;
}

/**
 * Builds the images where something has changed, and starts a copy of the app as a Compose project of its own.
 * @throws KnownProblem
 */
export async function startComposeCopy({ root, file, environment, stop, doing }: Given): Promise<StartedComposeCopy> {
  const place = await takeComposePlace({ root, file }, environment, stop);
  const { project } = place;
  const clearAtOnce = () => clearInBackground(place);
  process.once('exit', clearAtOnce);
  const remove = async () => {
    await place.release();
    process.off('exit', clearAtOnce);
  };
  try {
    await build(project, doing);
    doing('Starting a copy of the app');
    const up = ['up', '--detach', '--wait', '--wait-timeout', String(START_LIMIT_S), '--no-build'];
    const { code, err } = await project.compose(up);
    if (code !== 0) throw await whyNotUp(project, err);
    const containers = await project.containers();
    const copy = createComposeCopy(project, containers, {
      folder: place.folder,
      secrets: await readSecrets(project),
      postgresPort: place.ports.POSTGRES_PORT,
      listen: await whereToListen(project),
      stop,
    });
    const target = targetOf(containers);
    if (!target) throw new KnownProblem('The copy publishes no port of frontend and backend.', 'Mend compose.yaml.');
    return { copy, compose: project, target, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

/**
 * What has not changed takes no time; the rest is told step by step. Compose writes the project's name into images: under
 * the usual one they are those that `docker compose build` makes, and a copy that runs of them is not out of date.
 */
async function build(project: ComposeProject, doing: (what: string) => void): Promise<void> {
  doing('Building the images');
  const onLine = (line: string) => {
    const step = buildStepOf(line);
    if (step !== undefined) doing(`Building ${step}`);
  };
  const { code, out, err } = await project.build({ onLine });
  if (code !== 0) throw whyItFailed(['compose', 'build'], `${out}\n${err}`);
}

/** A crash leaves no time to wait. */
function clearInBackground({ clearCommand }: Place): void {
  spawn('docker', clearCommand, { cwd: tmpdir(), detached: true, stdio: 'ignore' }).unref();
}
