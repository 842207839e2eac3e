import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { readIfThere } from '../system/files.ts';
import type { ProcessInfo } from '../system/processes.ts';
import { processInfo, signal } from '../system/processes.ts';

/** No process has this pid: it is above the limit of every system. */
const NO_PID = 99_999_999;

/**
 * The server that runs on a data folder, by the folder's own note of its pid. Where another program has that pid since
 * a crash or a restart of the machine, or where nobody has cleared away the dead server (a zombie, as in containers
 * without an init), PostgreSQL would take it for a live one: then the note gets a pid that is free for certain. The rest
 * of the note stays, because PostgreSQL finds by it whether children of the dead server still use the shared memory.
 */
export function runningServer(dataFolder: string): ProcessInfo | undefined {
  const note = join(dataFolder, 'postmaster.pid');
  const text = readIfThere(note);
  const pid = Number.parseInt(text ?? '', 10);
  if (text === undefined || Number.isNaN(pid)) return undefined;
  const found = processInfo(pid);
  if (found && isServerOf(found, dataFolder)) return found;
  writeFileSync(note, text.replace(/^\d+/, String(NO_PID)));
  return undefined;
}

function isServerOf({ command }: ProcessInfo, dataFolder: string): boolean {
  return /^\S.*\/postgres -D /.test(command) && command.includes(` -D ${dataFolder} `);
}

/** Ends a server that an earlier run has left: in good order if it can, else so that it repairs itself at its next start. */
export async function endServer(server: ProcessInfo, patienceMs = 8000): Promise<void> {
  const until = performance.now() + patienceMs;
  signal(server.pid, 'SIGINT');
  while (processInfo(server.pid)?.startedAt === server.startedAt) {
    if (performance.now() > until) signal(server.pid, 'SIGQUIT');
    await pause(50);
  }
}
