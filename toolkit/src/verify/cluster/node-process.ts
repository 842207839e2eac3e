import { readdirSync } from 'node:fs';
import { readIfThere } from '../../system/files.ts';

/** "docker://3ef0…" → "3ef0…" */
export const idOf = (containerId: string): string => containerId.slice(containerId.lastIndexOf('/') + 1);

/**
 * The first process of a container, where its node is this machine, or one that runs in it.
 * @returns undefined where none is seen
 */
export function firstProcessOf(containerId: string): number | undefined {
  const id = idOf(containerId);
  if (id === '') return undefined;
  return processes().find((pid) => isIn(pid, id) && isFirst(readProc(pid, 'status')));
}

function processes(): number[] {
  try {
    return readdirSync('/proc')
      .map(Number)
      .filter((pid) => pid > 0);
  } catch {
    // Other systems have no such folder.
    return [];
  }
}

/** Whoever starts a container puts its id into the name of its control group. */
const isIn = (pid: number, id: string) => readProc(pid, 'cgroup').includes(id);

/** The last of its numbers is the one that it has inside. */
export const isFirst = (status: string): boolean => /^NSpid:.*\s1$/m.test(status);

function readProc(pid: number, file: string): string {
  try {
    return readIfThere(`/proc/${pid}/${file}`) ?? '';
  } catch {
    // It has just ended.
    return '';
  }
}
