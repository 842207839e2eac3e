import { relative } from 'node:path';
import type { Environment } from '../environment.ts';
import { EXIT } from '../exit-codes.ts';
import { KnownProblem } from '../known-problem.ts';
import type { Project } from '../native/read-config.ts';
import type { ClusterState } from './cluster.ts';
import { clusterState } from './cluster.ts';
import type { ClusterCopy } from './cluster-copy.ts';
import { unaskedCluster } from './cluster-search.ts';
import type { ComposeCopy, ComposeState } from './compose.ts';
import { composeIsDown, composeState } from './compose.ts';
import type { NativeCopy } from './native.ts';
import { nativeCopies } from './native.ts';
import { CHOICE_VARIABLE, wantedRuntime } from './runtime.ts';

export interface Search {
  project: Project;
  environment: Environment;
  /** Whose native copy alone counts; without it, all that lie in the project's folder. */
  dataFolder?: string | undefined;
  /** The folder was named by the user: then nothing but that is meant. */
  isDataNamed: boolean;
  /** Is told why a runtime could not be asked, where that leaves a doubt. */
  note: (text: string) => void;
}

export type AnyCopy = NativeCopy | ComposeCopy | ClusterCopy;

/**
 * Finds what is up of the project: one copy, or the one that EVENKEEL_RUNTIME names, or several.
 * @throws KnownProblem when Compose or the cluster is asked for by name and is not up
 */
export async function runningCopies(search: Search): Promise<AnyCopy[]> {
  const { project, environment, dataFolder, isDataNamed } = search;
  const wanted = wantedRuntime(environment[CHOICE_VARIABLE]);
  if (isDataNamed && wanted !== undefined && wanted !== 'native') {
    throw new KnownProblem(
      `--data names data of the native runtime, and ${CHOICE_VARIABLE} is "${wanted}".`,
      'Keep one of the two.',
      EXIT.wrongUse,
    );
  }
  if (wanted === 'compose') return [composeOrProblem(await composeState(project, environment))];
  if (wanted === 'cluster') return [clusterOrProblem(await clusterState(project, environment))];
  const native = nativeCopies(project, dataFolder);
  if (wanted === 'native' || isDataNamed) return native;
  const [compose, cluster] = await Promise.all([unaskedCompose(search), unaskedClusterCopies(search)]);
  return [...native, ...compose, ...cluster];
}

async function unaskedCompose({ project, environment, note }: Search): Promise<ComposeCopy[]> {
  const state = await composeState(project, environment);
  if (state.kind === 'untold' && state.because === 'doubt')
    note(`Docker Compose was not looked at. ${state.problem.message}`);
  if (state.kind !== 'up') return [];
  const { startedElsewhere, title } = state.copy;
  if (startedElsewhere === undefined) return [state.copy];
  // Two clones of one repository have the same project name; the data are those of the one that has started it.
  note(
    `${title} is up, but for ${relative(process.cwd(), startedElsewhere)}: it is left alone unless ${CHOICE_VARIABLE}=compose.`,
  );
  return [];
}

async function unaskedClusterCopies({ project, environment, note }: Search): Promise<ClusterCopy[]> {
  const state = await unaskedCluster(project, environment);
  if (state?.kind === 'up') return [state.copy];
  if (state?.kind === 'untold') note(`The cluster was not looked at. ${state.problem.message}`);
  return [];
}

function clusterOrProblem(state: ClusterState): ClusterCopy {
  if (state.kind === 'up') return state.copy;
  throw state.problem;
}

function composeOrProblem(state: ComposeState): ComposeCopy {
  switch (state.kind) {
    case 'up':
      return state.copy;
    case 'untold':
      throw state.problem;
    case 'none':
      throw new KnownProblem(
        `${CHOICE_VARIABLE} is "compose", and the project has no compose file.`,
        'Write a compose.yaml beside evenkeel.yaml, or name it in COMPOSE_FILE.',
        EXIT.wrongUse,
      );
    default:
      throw composeIsDown();
  }
}
