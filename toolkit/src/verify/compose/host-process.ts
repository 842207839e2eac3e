import { readIfThere } from '../../system/files.ts';
import { CannotTell } from '../check.ts';
import type { Container } from './container.ts';
import type { ComposeProject } from './project.ts';

/**
 * Why the processes of containers cannot be killed from here; undefined when they can. `docker kill` is no way: it
 * switches the restart policy off, and a crash does not.
 * @param userId undefined where the system has none
 */
export function whyNoKill(platform: NodeJS.Platform, userId: number | undefined, engine: string): string | undefined {
  if (platform !== 'linux' || /Docker Desktop/i.test(engine)) {
    return 'the engine runs in a virtual machine, whose processes cannot be killed from here: run it on Linux';
  }
  if (userId !== 0) return 'only root may kill the processes of containers: run it as root';
  return undefined;
}

/**
 * Kills a container's program, as a crash or the kernel would.
 * @throws CannotTell where that process is none of this machine
 */
export async function killProgram(project: ComposeProject, container: Container): Promise<void> {
  const top = await project.ask(['top', container.id, '-eo', 'pid,ppid,comm']);
  const pid = programOf(container, readTop(top));
  // An engine of another machine has other processes of the same numbers.
  if (!readIfThere(`/proc/${pid}/cgroup`)?.includes(container.id)) {
    throw new CannotTell(`process ${pid} of this machine is none of ${container.name}: the engine is elsewhere`);
  }
  process.kill(pid, 'SIGKILL');
}

export interface Process {
  pid: number;
  parent: number;
}

export function readTop(text: string): Process[] {
  return [...text.matchAll(/^\s*(\d+)\s+(\d+)\s/gm)].map(([, pid, parent]) => ({
    pid: Number(pid),
    parent: Number(parent),
  }));
}

/** With `init: true` the container's first process only waits for its child, which is the program. */
export function programOf({ pid, hasInit }: Pick<Container, 'pid' | 'hasInit'>, processes: Process[]): number {
  return (hasInit ? processes.find(({ parent }) => parent === pid)?.pid : undefined) ?? pid;
}
