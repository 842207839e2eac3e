import { chownSync, existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { SpawnOptions } from 'node:child_process';
import { runProgram } from '../system/run-program.ts';
import type { Account } from './account.ts';
import { startupProblem } from './problems.ts';
import type { PostgresPrograms } from './programs.ts';

/** One database cluster: a data folder, the programs for it and the user who runs them. */
export interface Cluster {
  programs: PostgresPrograms;
  dataFolder: string;
  /** Absent: this process's own user. */
  account: Account | undefined;
}

/** `unfinished`: the folder is there, but initdb never got to its end. */
export type ClusterState = { kind: 'absent' } | { kind: 'unfinished' } | { kind: 'made'; major: number };

export function clusterState(dataFolder: string): ClusterState {
  if (!existsSync(dataFolder)) return { kind: 'absent' };
  const version = join(dataFolder, 'PG_VERSION');
  if (!existsSync(version) || !existsSync(join(dataFolder, 'global', 'pg_control'))) return { kind: 'unfinished' };
  return { kind: 'made', major: Number.parseInt(readFileSync(version, 'utf8'), 10) };
}

/**
 * Makes the cluster with one superuser. It is made beside its place and moved there when it is whole,
 * so that an interruption at any moment leaves nothing that looks like data.
 * @throws KnownProblem
 */
export async function createCluster(cluster: Cluster, user: string, password: string): Promise<void> {
  await besideItsPlace(cluster, async (workFolder, fresh) => {
    const passwordFile = join(workFolder, 'password');
    writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
    giveTo(cluster.account, passwordFile);
    const args = ['-D', fresh, '-U', user, `--pwfile=${passwordFile}`, '--auth=scram-sha-256'];
    const initdb = join(cluster.programs.folder, 'bin', 'initdb');
    const result = await runProgram(initdb, [...args, '--encoding=UTF8', '--locale=C'], processOptions(cluster)).catch(
      (error: unknown) => {
        throw startupProblem(cluster, error);
      },
    );
    if (result.code !== 0) throw startupProblem(cluster, result.output);
  });
}

/** Makes the cluster as a copy of another one that is stopped. Both must belong to the same user. */
export async function copyCluster(cluster: Cluster, template: string): Promise<void> {
  await besideItsPlace(cluster, async (_workFolder, fresh) => {
    const copied = await runProgram('cp', ['-R', template, fresh], processOptions(cluster));
    if (copied.code !== 0) throw startupProblem(cluster, copied.output);
  });
}

async function besideItsPlace(cluster: Cluster, make: (workFolder: string, fresh: string) => Promise<void>) {
  const { dataFolder, account } = cluster;
  const workFolder = mkdtempSync(join(dirname(dataFolder), `${basename(dataFolder)}-new-`));
  try {
    giveTo(account, workFolder);
    const fresh = join(workFolder, 'data');
    await make(workFolder, fresh);
    renameSync(fresh, dataFolder);
  } finally {
    rmSync(workFolder, { recursive: true, force: true });
  }
}

function giveTo(account: Account | undefined, path: string): void {
  if (account) chownSync(path, account.uid, account.gid);
}

/**
 * How PostgreSQL's programs are started: in a bare English environment, as the cluster's user, out of reach of a
 * terminal's Ctrl-C. Node drops the other groups of this process together with its user.
 */
export function processOptions({ account }: Cluster): SpawnOptions {
  return {
    cwd: '/',
    env: { PATH: '/usr/bin:/bin', LC_ALL: 'C' },
    detached: true,
    ...(account && { uid: account.uid, gid: account.gid }),
  };
}
