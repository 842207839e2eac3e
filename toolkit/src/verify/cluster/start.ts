import { spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import type { Environment } from '../../environment.ts';
import { KnownProblem } from '../../known-problem.ts';
import type { Project } from '../../native/read-config.ts';
import type { Where } from '../../runtime/kubectl.ts';
import type { Copy } from '../copy.ts';
import type { Target } from '../target.ts';
import { findWayHere } from './abilities.ts';
import { answersSoon } from './answers-soon.ts';
import type { ClusterApp } from './app.ts';
import { createApp } from './app.ts';
import { whyNoCharts } from './chart.ts';
import { createClusterCopy } from './copy.ts';
import type { Forward } from './forward.ts';
import { holdForwards } from './forward.ts';
import { prepareImages } from './images.ts';
import { installCharts, makeSecrets, newSecrets } from './install.ts';
import { createPrograms } from './programs.ts';
import { connect } from './running-app.ts';
import { findNodePorts, takeClusterPlace } from './take-place.ts';
import { untilUp } from './until-up.ts';

export interface StartedClusterCopy {
  copy: Copy;
  cluster: ClusterApp;
  target: Target;
  /** Removes the namespace with all that is in it. */
  remove(): Promise<void>;
}

interface Given {
  where: Where;
  environment: Environment;
  /** Ends the start, and everything with it. */
  stop: AbortSignal;
  doing: (what: string) => void;
}

/**
 * Installs the project's charts in a namespace of its own, with the images of production.
 * @throws KnownProblem
 */
export async function startClusterCopy(project: Project, given: Given): Promise<StartedClusterCopy> {
  const { environment, where, stop, doing } = given;
  const { root } = project;
  const connection = await connect(project, environment, where);
  const context = connection.context.name;
  const noCharts = whyNoCharts(root, environment);
  if (noCharts !== undefined) throw new KnownProblem(`No copy can be started: ${noCharts}.`, 'Mend that first.');
  const anywhere = createPrograms({ root, environment, context, namespace: connection.namespace });
  await prepareImages(anywhere, { root, context: connection.context, stop, doing });
  doing('Starting a copy of the app');
  const place = await takeClusterPlace(root, anywhere, stop);
  const clearAtOnce = () => clearInBackground(place.clearCommand);
  process.once('exit', clearAtOnce);
  const forwarding = new AbortController();
  const remove = async () => {
    forwarding.abort();
    await place.release();
    process.off('exit', clearAtOnce);
  };
  try {
    const programs = createPrograms({ root, environment, context, namespace: place.namespace, stop });
    const cluster = createApp(root, programs, undefined);
    const here = await findWayHere(programs);
    const ports = { ...(await findNodePorts(programs)), here };
    const secrets = newSecrets();
    await makeSecrets(programs, secrets, ports);
    await installCharts(programs, ports);
    await untilUp(cluster, stop);
    const target: Target = {
      runtime: 'cluster',
      frontendUrl: `http://localhost:${ports.frontend}`,
      backendUrl: `http://localhost:${ports.backend}`,
      isDevelopment: false,
    };
    const urls = [target.frontendUrl, target.backendUrl];
    const isForwarded = !(await allAnswer(urls, stop));
    if (isForwarded) {
      doing('Forwarding its ports, as its NodePorts do not answer at localhost');
      holdForwards(programs, forwardsTo(ports), AbortSignal.any([stop, forwarding.signal]));
      if (!(await allAnswer(urls, stop))) throw notReached(context, ports);
    }
    const objects = await cluster.objects();
    const all = { target, objects, secrets: Object.values(secrets), here, stop, isForwarded };
    const copy = createClusterCopy(cluster, all);
    return { copy, cluster, target, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

const allAnswer = async (urls: string[], stop: AbortSignal) =>
  (await Promise.all(urls.map((url) => answersSoon(url, stop)))).every(Boolean);

/** The same ports, so that the addresses are those that the copy knows. */
const forwardsTo = ({ frontend, backend }: { frontend: number; backend: number }): Forward[] => [
  { service: 'frontend', local: frontend, port: 3000 },
  { service: 'backend', local: backend, port: 8000 },
];

function notReached(context: string, { frontend, backend }: { frontend: number; backend: number }): KnownProblem {
  return new KnownProblem(
    `The copy runs in the cluster ${context}, but answers neither at its NodePorts ${frontend} and ${backend} nor through port forwards.`,
    'See whether others do: kubectl port-forward, and npx evenkeel doctor cluster.',
  );
}

/** A crash leaves no time to wait: the cluster does the rest by itself. */
function clearInBackground([program, ...args]: readonly [string, ...string[]]): void {
  spawn(program, args, { cwd: tmpdir(), detached: true, stdio: 'ignore' }).unref();
}
