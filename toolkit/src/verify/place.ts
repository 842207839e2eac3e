import { processEnvironment } from '../environment.ts';
import { readProject } from '../native/read-config.ts';
import type { Where } from '../runtime/kubectl.ts';
import type { Runtime } from '../runtime/runtime.ts';
import type { Given } from './addresses.ts';
import type { CheckOptions } from './check.ts';
import { abilitiesIn } from './cluster/abilities.ts';
import type { ClusterApp } from './cluster/app.ts';
import { lookFromOutside } from './cluster/from-outside.ts';
import { findRunningApp as findInCluster } from './cluster/running-app.ts';
import { startClusterCopy } from './cluster/start.ts';
import { whyNoKill } from './compose/host-process.ts';
import { dockerMust } from './compose/docker.ts';
import type { ComposeProject } from './compose/project.ts';
import { composeFileOf, findRunningApp } from './compose/running-app.ts';
import { startComposeCopy } from './compose/start.ts';
import type { Copy } from './copy.ts';
import { startCopy } from './copy/start-copy.ts';
import type { Target } from './target.ts';

/** The app that is looked at, and what may be done with it. */
export interface Place {
  target: Target;
  /** Only of a copy that verify has started. */
  copy?: Copy;
  compose?: ComposeProject;
  cluster?: ClusterApp;
  /** See CheckOptions; all of it is seen where this is missing. */
  hidden?: CheckOptions['hidden'];
  noBackend?: CheckOptions['noBackend'];
  /** Ends and deletes what was started for this run. */
  remove(): Promise<void>;
}

/** An app that runs already: nothing of it is ended. */
export async function findPlace(runtime: Runtime, { addresses, where, url }: Given): Promise<Place> {
  const remove = () => Promise.resolve();
  if (url !== undefined) return { ...(await lookFromOutside(url, addresses.backendUrl)), remove };
  if (runtime === 'native') {
    const usual = { frontendUrl: 'http://localhost:3000', backendUrl: 'http://localhost:8000' };
    return { target: { runtime, ...usual, isDevelopment: true, ...addresses }, remove };
  }
  const project = readProject(process.cwd());
  if (runtime === 'cluster') {
    return { ...(await findInCluster(project, processEnvironment(), { where, addresses })), remove };
  }
  const { project: compose, target } = await findRunningApp(project, processEnvironment());
  return { target: { ...target, ...addresses }, compose, remove };
}

/**
 * A copy of verify's own.
 * @throws KnownProblem
 */
export async function startPlace(
  runtime: Runtime,
  { where, stop, doing }: { where: Where; stop: AbortSignal; doing: (what: string) => void },
): Promise<Place> {
  if (runtime === 'native') {
    doing('Starting a copy of the app');
    const copy = await startCopy(readProject(process.cwd()), stop);
    const { frontendUrl, backendUrl } = copy;
    return { target: { runtime, frontendUrl, backendUrl, isDevelopment: true }, copy, remove: () => copy.remove() };
  }
  const project = readProject(process.cwd());
  if (runtime === 'cluster') {
    return startClusterCopy(project, { where, environment: processEnvironment(), stop, doing });
  }
  const { root } = project;
  const given = { root, file: composeFileOf(project), environment: processEnvironment(), stop, doing };
  const started = await startComposeCopy(given);
  return started;
}

/** Whether a copy that is yet to be started has development servers: under Compose the images of production are the default. */
export function willBeDevelopment(runtime: Runtime): boolean {
  return runtime === 'native' || (runtime === 'compose' && processEnvironment()['APP_TARGET'] === 'dev');
}

/** What can be done with a copy that is yet to be started. */
export async function abilitiesOf(
  runtime: Runtime,
  where: Where,
): Promise<Pick<CheckOptions, 'noKill' | 'noWayHere' | 'noCharts'>> {
  if (runtime === 'cluster') return abilitiesIn(readProject(process.cwd()), where);
  return { noKill: runtime === 'compose' ? await whyNoKillInDocker() : undefined, ...ABLE };
}

/** Of an app that runs nothing is killed or asked to come here. */
export const ABLE = { noWayHere: undefined, noCharts: undefined };

async function whyNoKillInDocker(): Promise<string | undefined> {
  const engine = await dockerMust(['info', '--format', '{{.OperatingSystem}}']);
  return whyNoKill(process.platform, process.geteuid?.(), engine);
}
