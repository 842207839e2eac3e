import { linkSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { errorCode, readIfThere, writeWhole } from '../system/files.ts';
import { processInfo } from '../system/processes.ts';

const started = z.object({ pid: z.int(), startedAt: z.string() });

const runRecord = z.object({
  /** Who holds the data folder: `evenkeel up`, or the keeper of a `prisma` command. */
  kind: z.enum(['up', 'prisma']),
  holder: started,
  /** Marks everything that was started: see RUN_VARIABLE. */
  run: z.string(),
  addresses: z.record(z.string(), z.string()),
  /** The port of the database, as soon as it takes connections. */
  databasePort: z.int().optional(),
  /** Of a keeper: as long as somebody is connected to this port, it keeps the database up. */
  leasePort: z.int().optional(),
  processes: z.array(started),
});

/** What stands in the data folder while somebody runs on it. */
export type RunRecord = z.output<typeof runRecord>;

export type Claim = { held: true; earlier: RunRecord | undefined } | { held: false; by: RunRecord };

const path = (dataFolder: string) => join(dataFolder, 'running.json');

/**
 * Takes the data folder for this process. The file appears whole and only where none was (a hard link), so that of two
 * starts at the same moment one wins; what a dead holder left is moved out of the way first.
 */
export function claim(dataFolder: string, record: RunRecord): Claim {
  const mine = `${path(dataFolder)}.${process.pid}.new`;
  const stale = `${path(dataFolder)}.${process.pid}.stale`;
  writeWhole(mine, JSON.stringify(record));
  let earlier: RunRecord | undefined;
  try {
    while (!isDone(() => linkSync(mine, path(dataFolder)), 'EEXIST')) {
      const by = liveRun(dataFolder);
      if (by) return { held: false, by };
      if (!isDone(() => renameSync(path(dataFolder), stale), 'ENOENT')) continue;
      earlier = parse(readIfThere(stale));
      // Between the look and the move somebody else may have done all this: theirs goes back.
      if (earlier && isLive(earlier)) isDone(() => linkSync(stale, path(dataFolder)), 'EEXIST');
    }
    return { held: true, earlier };
  } finally {
    rmSync(mine, { force: true });
    rmSync(stale, { force: true });
  }
}

/** Tells whether a step was taken; `expected` is the error that says that somebody else was quicker. */
function isDone(step: () => void, expected: string): boolean {
  try {
    step();
    return true;
  } catch (error) {
    if (errorCode(error) === expected) return false;
    throw error;
  }
}

/** The run that holds the folder now; undefined when nobody does or its process is gone. */
export function liveRun(dataFolder: string): RunRecord | undefined {
  const record = parse(readIfThere(path(dataFolder)));
  return record && isLive(record) ? record : undefined;
}

function isLive({ holder }: RunRecord): boolean {
  return processInfo(holder.pid)?.startedAt === holder.startedAt;
}

export function update(dataFolder: string, record: RunRecord): void {
  writeWhole(path(dataFolder), JSON.stringify(record));
}

export function release(dataFolder: string): void {
  rmSync(path(dataFolder), { force: true });
}

/** A file that somebody else has damaged counts as none. */
function parse(text: string | undefined): RunRecord | undefined {
  try {
    return text === undefined ? undefined : runRecord.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
