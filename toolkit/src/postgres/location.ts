import { createHash } from 'node:crypto';
import { chmodSync, cpSync, existsSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { KnownProblem } from '../known-problem.ts';
import { canEnter, postgresAccount } from './account.ts';
import type { Cluster } from './cluster.ts';
import type { PostgresPrograms } from './programs.ts';

const ELSEWHERE = '/var/lib/evenkeel';

/**
 * Decides where the cluster of a data folder lies and who runs it. For an ordinary user that is `postgres` in the data
 * folder. Root cannot run PostgreSQL, so another user does; where that user may not enter the project (below /root),
 * the data and a copy of the programs are in a folder below /var/lib/evenkeel.
 */
export async function placeCluster(root: string, dataFolder: string, programs: PostgresPrograms): Promise<Cluster> {
  const inPlace = join(dataFolder, 'postgres');
  const there = elsewhere(root, dataFolder);
  const moved = process.getuid?.() === 0 && existsSync(join(there, 'postgres'));
  const account = postgresAccount(moved ? join(there, 'postgres') : inPlace);
  if (!account) return { programs, dataFolder: own(inPlace), account };

  // Only to pass through: what is in it stays root's.
  chmodSync(dataFolder, 0o711);
  const reachable = (await canEnter(account, dataFolder)) && (await canEnter(account, programs.folder));
  if (reachable && !moved) return { programs, dataFolder: inPlace, account };

  mkdirSync(there, { recursive: true });
  for (const folder of [ELSEWHERE, there]) chmodSync(folder, 0o755);
  return { programs: copyPrograms(programs, there), dataFolder: join(there, 'postgres'), account };
}

/** What root must know about a database that somebody else runs; undefined when there is nothing to say. */
export function accountNote({ account, dataFolder }: Cluster, root: string): string | undefined {
  if (!account) return undefined;
  const moved = `, with programs and data in ${dirname(dataFolder)} because it may not enter ${root}`;
  const where = dataFolder.startsWith(ELSEWHERE) ? moved : '';
  return `PostgreSQL refuses to run as root: the user ${account.name} runs it${where}.`;
}

/** @throws KnownProblem when an ordinary user meets data that root or somebody else has made */
function own(folder: string): string {
  const owner = statSync(folder, { throwIfNoEntry: false })?.uid;
  if (owner === undefined || owner === process.getuid?.()) return folder;
  throw new KnownProblem(
    `The database in ${folder} belongs to another user (number ${owner}), perhaps because it was made by root.`,
    `Start as that user, take it over (sudo chown -R ${process.getuid?.()} '${folder}'), or give another folder with --data.`,
  );
}

/** A name that people recognise, and that no other project has. */
function elsewhere(root: string, dataFolder: string): string {
  const hash = createHash('sha256').update(dataFolder).digest('hex').slice(0, 8);
  return join(ELSEWHERE, `${basename(root).replaceAll(/[^\w.-]/g, '-')}-${hash}`);
}

function copyPrograms(programs: PostgresPrograms, folder: string): PostgresPrograms {
  const target = join(folder, `programs-${programs.version}`);
  if (!existsSync(target)) {
    const fresh = `${target}.new`;
    rmSync(fresh, { recursive: true, force: true });
    cpSync(programs.folder, fresh, { recursive: true, verbatimSymlinks: true });
    renameSync(fresh, target);
  }
  return { ...programs, folder: target };
}
