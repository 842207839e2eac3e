import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

export interface ProcessInfo {
  pid: number;
  /** The process group, named after the process that leads it. */
  group: number;
  /** When it started, in the system's own form: it tells two processes apart that had the same pid. */
  startedAt: string;
  command: string;
  /** The value of RUN_VARIABLE in its environment, where the system lets this user see it (Linux). */
  run: string | undefined;
}

/** Every part that `evenkeel` starts carries the id of the run in this variable. */
export const RUN_VARIABLE = 'EVENKEEL_RUN';

export function listProcesses(): ProcessInfo[] {
  if (process.platform !== 'linux') return parsePs(ps(['-A']));
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => processInfo(Number(pid)) ?? []);
}

/** @returns undefined when there is no such process */
export function processInfo(pid: number): ProcessInfo | undefined {
  if (process.platform !== 'linux') return parsePs(ps(['-p', String(pid)]))[0];
  const stat = readProc(pid, 'stat');
  if (stat === undefined) return undefined;
  // The second field is the program's name in brackets and may itself hold spaces and brackets.
  const [state, , group, ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  // A zombie has ended; its parent has not asked for its exit code yet.
  if (state === 'Z') return undefined;
  const run = readProc(pid, 'environ')
    ?.split('\0')
    .find((entry) => entry.startsWith(`${RUN_VARIABLE}=`));
  return {
    pid,
    group: Number(group),
    startedAt: `${bootId()} ${rest[16]}`,
    command: (readProc(pid, 'cmdline') ?? '').replaceAll('\0', ' ').trim(),
    run: run?.slice(RUN_VARIABLE.length + 1),
  };
}

/** Reads the lines of `ps -o pid=,pgid=,lstart=,command=`, where lstart is five words. */
export function parsePs(output: string): ProcessInfo[] {
  return [...output.matchAll(/^\s*(\d+)\s+(\d+)\s+(\S+\s+\S+\s+\S+\s+\S+\s+\S+)\s+(.*)$/gm)].map(
    ([, pid, group, startedAt = '', command = '']) => ({
      pid: Number(pid),
      group: Number(group),
      startedAt,
      command,
      run: undefined,
    }),
  );
}

function ps(which: string[]): string {
  try {
    return execFileSync('ps', ['-ww', ...which, '-o', 'pid=,pgid=,lstart=,command='], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  } catch {
    // ps -p of a process that is gone ends with 1
    return '';
  }
}

function readProc(pid: number, file: string): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return undefined;
  }
}

/** After a restart of the machine the same pid with the same start time would be another process. */
function bootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    return '';
  }
}

/** Sends a signal; tells whether there was anybody to get it. A negative pid stands for the process group. */
export function signal(pid: number, name: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, name);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
