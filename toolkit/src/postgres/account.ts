import { readFileSync, statSync } from 'node:fs';
import { KnownProblem } from '../known-problem.ts';
import { runProgram } from '../system/run-program.ts';

/** A user of this machine, by number and name. */
export interface Account {
  uid: number;
  gid: number;
  name: string;
}

/**
 * The user who runs PostgreSQL when this process may not do so itself: PostgreSQL refuses to run as root.
 * An existing folder's owner goes on; otherwise it is `nobody`, which every Linux has. No user is made.
 * @returns undefined when this process is an ordinary user and runs it itself
 */
export function postgresAccount(dataFolder: string): Account | undefined {
  if (process.getuid?.() !== 0) return undefined;
  if (process.platform !== 'linux') {
    throw new KnownProblem('PostgreSQL refuses to run as root.', 'Start again as an ordinary user, without sudo.');
  }
  const accounts = parseAccounts(readFileSync('/etc/passwd', 'utf8'));
  const owner = statSync(dataFolder, { throwIfNoEntry: false });
  if (owner && owner.uid !== 0) {
    const known = accounts.find((account) => account.uid === owner.uid);
    return known ?? { uid: owner.uid, gid: owner.gid, name: `number ${owner.uid}` };
  }
  const nobody = accounts.find((account) => account.name === 'nobody');
  if (nobody) return nobody;
  throw new KnownProblem(
    'PostgreSQL refuses to run as root, and this machine has no user `nobody` to run it.',
    'Start again as an ordinary user.',
  );
}

/** Reads the lines `name:x:uid:gid:…` of /etc/passwd. */
export function parseAccounts(passwd: string): Account[] {
  return passwd.split('\n').flatMap((line) => {
    const [name, , uid, gid] = line.split(':');
    return name && uid && gid ? [{ name, uid: Number(uid), gid: Number(gid) }] : [];
  });
}

/** Tells whether a user may enter a folder, by trying it: modes alone say nothing about access lists and mounts. */
export async function canEnter(account: Account, folder: string): Promise<boolean> {
  const { uid, gid } = account;
  const tried = await runProgram('/bin/sh', ['-c', 'cd "$1"', 'sh', folder], { uid, gid, cwd: '/' });
  return tried.code === 0;
}
