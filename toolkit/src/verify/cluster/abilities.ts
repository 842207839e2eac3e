import { networkInterfaces } from 'node:os';
import type { Environment } from '../../environment.ts';
import { processEnvironment } from '../../environment.ts';
import type { Project } from '../../native/read-config.ts';
import type { Where } from '../../runtime/kubectl.ts';
import type { CheckOptions } from '../check.ts';
import { whyNoCharts } from './chart.ts';
import { firstProcessOf } from './node-process.ts';
import type { Programs } from './programs.ts';
import { createPrograms } from './programs.ts';
import { connect } from './running-app.ts';
import { wayHere } from './way-here.ts';

/**
 * What can be done with a copy in the cluster that is meant.
 * @throws KnownProblem where none is reached
 */
export async function abilitiesIn(
  project: Project,
  where: Where,
  environment: Environment = processEnvironment(),
): Promise<Pick<CheckOptions, 'noKill' | 'noWayHere' | 'noCharts'>> {
  const { context, namespace } = await connect(project, environment, where);
  const programs = createPrograms({ root: project.root, environment, context: context.name, namespace });
  const isLocal = context.kind !== undefined;
  return {
    noKill: isLocal && (await seesProcesses(programs)) ? undefined : NO_KILL,
    noWayHere: isLocal && (await findWayHere(programs)) !== undefined ? undefined : NO_WAY_HERE,
    noCharts: whyNoCharts(project.root, environment),
  };
}

const NO_KILL =
  'the processes of its containers are none of this machine, or only root may kill them: run it as root on Linux, with a cluster that is not in a virtual machine';
const NO_WAY_HERE = 'it cannot be told at which address its pods would reach this machine';

/** Where pods reach a server of this machine. */
export async function findWayHere({ ask }: Programs): Promise<string | undefined> {
  const path = `{.items[*].status.addresses[?(@.type=='InternalIP')].address}`;
  const nodes = (await ask(['get', 'nodes', '--output', `jsonpath=${path}`])).split(' ').filter(Boolean);
  return wayHere(
    nodes,
    Object.values(networkInterfaces()).flatMap((each) => each ?? []),
  );
}

async function seesProcesses({ ask }: Programs): Promise<boolean> {
  if (process.geteuid?.() !== 0) return false;
  const path = '{.items[*].status.containerStatuses[*].containerID}';
  const of = ['--all-namespaces', '--field-selector', 'status.phase=Running', '--output', `jsonpath=${path}`];
  const ids = (await ask(['get', 'pods', ...of])).split(' ').filter(Boolean);
  return ids.some((id) => firstProcessOf(id) !== undefined);
}
