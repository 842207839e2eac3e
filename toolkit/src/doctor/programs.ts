import { mkdtempSync, rmSync } from 'node:fs';
import { devNull, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Environment } from '../environment.ts';
import type { Asked } from '../system/ask.ts';
import { ask, endAll } from '../system/ask.ts';

/** What is asked, by what the answer is about. Nothing here changes anything: versions, and the cluster's by one GET. */
const questions = {
  npm: ['npm', '--version'],
  docker: ['docker', 'version', '--format', '{{json .}}'],
  dockerClient: ['docker', '--version'],
  compose: ['docker', 'compose', 'version'],
  composeV1: ['docker-compose', '--version'],
  buildx: ['docker', 'buildx', 'version'],
  kubectl: ['kubectl', 'version', '--client', '-o', 'json'],
  kubectlContext: ['kubectl', 'config', 'current-context'],
  cluster: ['kubectl', 'version', '-o', 'json', '--request-timeout=1s'],
  helm: ['helm', 'version', '--short'],
  tilt: ['tilt', 'version'],
  minikube: ['minikube', 'version', '--short'],
} as const satisfies Record<string, [string, ...string[]]>;

/** `composePorts`: the ports that this project's own containers have, one line a container. */
export type Programs = Readonly<Record<keyof typeof questions | 'composePorts' | 'postgres', Asked>>;

/**
 * Asks all programs at once.
 * @param postgres the program, where it was found
 */
export async function askPrograms(root: string, postgres: string, environment: Environment): Promise<Programs> {
  const folder = makeScratch();
  const env = {
    ...environment,
    MINIKUBE_HOME: folder,
    MINIKUBE_WANTUPDATENOTIFICATION: 'false',
    TILT_DEV_DIR: folder,
    TILT_DISABLE_ANALYTICS: '1',
    KUBECACHEDIR: folder,
    DO_NOT_TRACK: '1',
    // Messages are recognised by their English words.
    LC_ALL: 'C',
  };
  const ofProject = ['--filter', `label=com.docker.compose.project.working_dir=${root}`];
  const all = {
    ...questions,
    composePorts: ['docker', 'ps', ...ofProject, '--format', '{{.Ports}}'],
    postgres: [postgres, '--version'],
  } as const;
  try {
    const pairs = Object.entries(all).map(async ([name, line]) => [name, await ask(line, root, env)] as const);
    return Object.fromEntries(await Promise.all(pairs)) as Programs;
  } finally {
    abandon();
  }
}

/** Minikube and Tilt make a folder in the home directory before they say their version; kubectl keeps a cache. */
let scratch: string | undefined;

function makeScratch(): string {
  try {
    return (scratch = mkdtempSync(join(tmpdir(), 'evenkeel-doctor-')));
  } catch {
    // No room, or no such folder: then they cannot write at all, which is better than in the home directory.
    return devNull;
  }
}

/** Ends whatever is still being asked and takes its files away. */
export function abandon(): void {
  endAll();
  if (scratch !== undefined) rmSync(scratch, { recursive: true, force: true, maxRetries: 3 });
  scratch = undefined;
}
