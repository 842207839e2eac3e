import { setTimeout as pause } from 'node:timers/promises';
import type { ProcessInfo } from '../system/processes.ts';
import { listProcesses, signal } from '../system/processes.ts';
import type { RunRecord } from './run-file.ts';

/**
 * The processes that an earlier run has left: those that carry its id, and those that it wrote down and that have not
 * ended since. A pid alone is no proof, because the system gives it to others later.
 */
export function leftOvers(earlier: Pick<RunRecord, 'run' | 'processes'>, processes: ProcessInfo[]): ProcessInfo[] {
  return processes.filter(
    ({ pid, startedAt, run }) =>
      run === earlier.run ||
      earlier.processes.some((written) => written.pid === pid && written.startedAt === startedAt),
  );
}

/**
 * Ends what an earlier run has left: asks first, then forces.
 * @returns the processes that were there
 */
export async function endLeftOvers(earlier: RunRecord, patienceMs = 3000): Promise<ProcessInfo[]> {
  const found = leftOvers(earlier, listProcesses());
  const until = performance.now() + patienceMs;
  for (const { pid } of found) signal(pid, 'SIGTERM');
  while (leftOvers(earlier, listProcesses()).length > 0) {
    if (performance.now() > until) {
      for (const { pid } of leftOvers(earlier, listProcesses())) signal(pid, 'SIGKILL');
    }
    await pause(50);
  }
  return found;
}
