import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { KnownProblem } from '../../known-problem.ts';
import { defaultDataFolder } from '../../native/plan.ts';
import { isPortFree } from '../../system/ports.ts';
import { claimFolder } from '../copy/take-place.ts';
import { allEnded, linesOf } from '../program.ts';
import type { Programs } from './programs.ts';

const LABEL = 'evenkeel.verify';
/** Kubernetes has NodePorts from 30000 on; those of people are mostly among the first. */
const PORTS = { first: 31_000, last: 32_767 };
const REMOVE_LIMIT_S = 90;

/** A namespace that nobody else has. */
export interface Place {
  namespace: string;
  /** Removes the namespace with all that is in it, and gives the place back. */
  release: () => Promise<void>;
  /** Begins the same, for when this program ends at once. */
  clearCommand: readonly [string, ...string[]];
}

/**
 * Makes the namespace evenkeel-verify-…, in which nothing may run that does not meet the restricted standard. It is named
 * after this process; its label is the same each time, so that a run clears away what one that was killed has left.
 * @param programs at whichever namespace
 * @throws KnownProblem
 */
export async function takeClusterPlace(root: string, programs: Programs, stop: AbortSignal): Promise<Place> {
  const { folder } = await claimFolder(join(defaultDataFolder(root), 'verify-cluster'));
  const checkout = createHash('sha256').update(root).digest('hex').slice(0, 6);
  const place = `${checkout}${basename(folder).replace('verify-cluster', '')}`;
  const namespace = `evenkeel-verify-${place}-${process.pid.toString(36)}`;
  const giveBack = () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  const at = ['--context', programs.context];
  const clearCommand = ['kubectl', ...at, 'delete', 'namespace', namespace, '--wait=false'] as const;
  try {
    await clear(programs, place, { stop });
    await programs.ask(['create', '--filename', '-'], { input: JSON.stringify(namespaceOf(namespace, place)), stop });
  } catch (error) {
    giveBack();
    throw error;
  }
  return {
    namespace,
    clearCommand,
    async release() {
      // What was stopped a moment ago may have made something still.
      await allEnded();
      await clear(programs, place, { stop: undefined });
      giveBack();
    },
  };
}

function namespaceOf(name: string, place: string): object {
  const standard = { 'pod-security.kubernetes.io/enforce': 'restricted' };
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels: { [LABEL]: place, ...standard } } };
}

async function clear({ ask, kubectl }: Programs, place: string, how: { stop: AbortSignal | undefined }): Promise<void> {
  const path = '{range .items[*]}{.metadata.name}{"\\n"}{end}';
  const found = linesOf(
    await ask(['get', 'namespaces', '--selector', `${LABEL}=${place}`, '--output', `jsonpath=${path}`], how),
  );
  await Promise.all(
    found.map(async (namespace) => {
      // Nobody waits for what they would still do.
      await kubectl(
        ['delete', 'pods', '--all', '--namespace', namespace, '--force', '--grace-period=0', '--wait=false'],
        how,
      );
      await ask(['delete', 'namespace', namespace, '--ignore-not-found', `--timeout=${REMOVE_LIMIT_S}s`], how);
    }),
  );
}

/** Two NodePorts that no Service has, and where nothing of this machine listens. */
export async function findNodePorts({ ask }: Programs): Promise<{ frontend: number; backend: number }> {
  const path = '{.items[*].spec.ports[*].nodePort}';
  const said = await ask(['get', 'services', '--all-namespaces', '--output', `jsonpath=${path}`]);
  const taken = new Set(said.split(' ').map(Number));
  const free: number[] = [];
  // Runs that begin at the same moment look at different ports.
  const from = PORTS.first + (process.pid % (PORTS.last - PORTS.first));
  for (let port = from; free.length < 2; port++) {
    if (port > PORTS.last)
      throw new KnownProblem('There are no free NodePorts for a copy of the app.', 'Remove some Services.');
    if (!taken.has(port) && (await isPortFree(port))) free.push(port);
  }
  const [frontend = 0, backend = 0] = free;
  return { frontend, backend };
}
