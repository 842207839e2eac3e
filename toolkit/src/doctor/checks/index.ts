import type { Check } from '../check.ts';
import { buildxIsThere } from './buildx-is-there.ts';
import { clusterAnswers } from './cluster-answers.ts';
import { composeIsRecent } from './compose-is-recent.ts';
import { composePortsAreFree } from './compose-ports-are-free.ts';
import { diskHasRoom } from './disk-has-room.ts';
import { dockerEngineRuns } from './docker-engine-runs.ts';
import { generatedFilesAreFresh } from './generated-files-are-fresh.ts';
import { helmIsRecent } from './helm-is-recent.ts';
import { kubectlFitsTheCluster } from './kubectl-fits-the-cluster.ts';
import { kubectlIsRecent } from './kubectl-is-recent.ts';
import { memoryIsEnough } from './memory-is-enough.ts';
import { minikubeIsRecent } from './minikube-is-recent.ts';
import { nodeIsRecent } from './node-is-recent.ts';
import { npmIsRecent } from './npm-is-recent.ts';
import { portsAreFree } from './ports-are-free.ts';
import { postgresProgramsRun } from './postgres-programs-run.ts';
import { tiltIsRecent } from './tilt-is-recent.ts';

/** In the order of the report: what everything else needs comes first. */
export const checks: Check[] = [
  nodeIsRecent,
  npmIsRecent,
  postgresProgramsRun,
  generatedFilesAreFresh,
  portsAreFree,
  diskHasRoom,
  memoryIsEnough,
  dockerEngineRuns,
  composeIsRecent,
  buildxIsThere,
  composePortsAreFree,
  kubectlIsRecent,
  clusterAnswers,
  kubectlFitsTheCluster,
  helmIsRecent,
  tiltIsRecent,
  minikubeIsRecent,
];
