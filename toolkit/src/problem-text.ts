import { EXIT } from './exit-codes.ts';
import { KnownProblem } from './known-problem.ts';
import { errorCode } from './system/files.ts';

/**
 * Puts the system's errors about files, which can come from anywhere, into words.
 * @returns the error itself when it is known already or when nothing is known about it
 */
export function explained(error: unknown): unknown {
  if (error instanceof KnownProblem || !(error instanceof Error)) return error;
  const path = 'path' in error && typeof error.path === 'string' ? error.path : 'a file';
  switch (errorCode(error)) {
    case 'ENOSPC':
    case 'EDQUOT':
      return new KnownProblem(
        `There is no room left on the disk to write ${path}.`,
        'Make room there and start again.',
      );
    case 'EROFS':
      return new KnownProblem(
        `${path} cannot be written: it is on a read-only disk.`,
        'Give a folder elsewhere with --data.',
      );
    case 'EACCES':
    case 'EPERM':
      return new KnownProblem(
        `This user may not use ${path}.`,
        'Change its owner or mode, or give another folder with --data.',
      );
    case 'ENOTDIR':
    case 'EEXIST':
      return new KnownProblem(
        `${path} is in the way: a folder is needed there.`,
        'Move it away, or give another folder with --data.',
      );
    default:
      return error;
  }
}

/** What is shown of an error: an unknown one keeps its stack, because it is a defect of this program. */
export function problemOf(error: unknown): { message: string; next: string; exitCode: number } {
  const known = explained(error);
  if (known instanceof KnownProblem) return { message: known.message, next: known.next, exitCode: known.exitCode };
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return {
    message: stack,
    next: 'This is a defect of evenkeel. Please report it with these lines.',
    exitCode: EXIT.couldNotRun,
  };
}
