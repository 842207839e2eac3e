import { processEnvironment } from '../environment.ts';
import { readProject } from '../native/read-config.ts';
import { whyNoKill } from './compose/host-process.ts';
import { dockerMust } from './compose/docker.ts';
import type { ComposeProject } from './compose/project.ts';
import { composeFileOf, findRunningApp } from './compose/running-app.ts';
import { startComposeCopy } from './compose/start.ts';
import type { Copy } from './copy.ts';
import { startCopy } from './copy/start-copy.ts';
import type { Runtime, Target } from './target.ts';

/** The app that is looked at, and what may be done with it. */
export interface Place {
  target: Target;
  /** Only of a copy that verify has started. */
  copy?: Copy;
  compose?: ComposeProject;
  /** Ends and deletes what was started for this run. */
  remove(): Promise<void>;
}

/** An app that runs already: nothing of it is ended. */
export async function findPlace(runtime: Runtime, addresses: Partial<Target>): Promise<Place> {
  const remove = () => Promise.resolve();
  if (runtime === 'native') {
    const usual = { frontendUrl: 'http://localhost:3000', backendUrl: 'http://localhost:8000' };
    return { target: { runtime, ...usual, isDevelopment: true, ...addresses }, remove };
  }
  const { project, target } = await findRunningApp(readProject(process.cwd()), processEnvironment());
  return { target: { ...target, ...addresses }, compose: project, remove };
}

/**
 * A copy of verify's own.
 * @throws KnownProblem
 */
export async function startPlace(runtime: Runtime, stop: AbortSignal, doing: (what: string) => void): Promise<Place> {
  if (runtime === 'native') {
    doing('Starting a copy of the app');
    const copy = await startCopy(readProject(process.cwd()), stop);
    const { frontendUrl, backendUrl } = copy;
    return { target: { runtime, frontendUrl, backendUrl, isDevelopment: true }, copy, remove: () => copy.remove() };
  }
  const project = readProject(process.cwd());
  const { root } = project;
  const given = { root, file: composeFileOf(project), environment: processEnvironment(), stop, doing };
  const started = await startComposeCopy(given);
  return started;
}

/** Whether a copy that is yet to be started has development servers: under Compose the images of production are the default. */
export function willBeDevelopment(runtime: Runtime): boolean {
  return runtime === 'native' || processEnvironment()['APP_TARGET'] === 'dev';
}

/** @returns why no part of a copy can be killed; undefined when they can */
export async function whyNoKillIn(runtime: Runtime): Promise<string | undefined> {
  if (runtime === 'native') return undefined;
  const engine = await dockerMust(['info', '--format', '{{.OperatingSystem}}']);
  return whyNoKill(process.platform, process.geteuid?.(), engine);
}
