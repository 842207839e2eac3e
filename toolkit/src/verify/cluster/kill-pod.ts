import { CannotTell } from '../check.ts';
import { firstProcessOf } from './node-process.ts';
import type { Pod } from './objects.ts';

/**
 * Kills the programs of a pod, as a crash or the kernel would: kubectl can only delete the pod.
 * @throws CannotTell where they are none of this machine
 */
export function killPod({ metadata: { name }, status }: Pod): void {
  for (const { containerID } of status.containerStatuses) {
    const pid = firstProcessOf(containerID);
    if (pid === undefined) throw new CannotTell(`the processes of the pod ${name} are none of this machine`);
    process.kill(pid, 'SIGKILL');
  }
}
