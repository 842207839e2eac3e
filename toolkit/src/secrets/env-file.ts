import { chmodSync, chownSync, lstatSync, readFileSync, readlinkSync, realpathSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { parseEnv } from 'node:util';
import { KnownProblem } from '../known-problem.ts';
import type { Draft } from '../system/files.ts';
import { draftFile, errorCode } from '../system/files.ts';

/** The project's `.env`, as it is. */
export interface EnvFile {
  /** Where it is in truth: a link is followed. */
  path: string;
  exists: boolean;
  /** As bytes in a text, so that no encoding is changed by writing it again. */
  text: string;
  values: Readonly<Record<string, string | undefined>>;
  /** Its permissions; 0 where there is no file. */
  mode: number;
}

/** Others than its owner may do something with it. */
export const isLoose = (mode: number) => (mode & 0o077) !== 0;
/** As chmod takes it. */
export const octal = (mode: number) => mode.toString(8).padStart(3, '0');
/** As seen from where the command was typed. */
export const shown = (path: string) => relative(process.cwd(), path);

/** @throws KnownProblem for what is no file, or cannot be read */
export function readEnvFile(root: string): EnvFile {
  const path = follow(join(root, '.env'));
  const status = statSync(path, { throwIfNoEntry: false });
  if (!status) return { path, exists: false, text: '', values: {}, mode: 0 };
  if (!status.isFile()) {
    throw new KnownProblem(`${path} is no ordinary file, so it is left alone.`, 'Move it away, then try again.');
  }
  try {
    const text = readFileSync(path, 'latin1');
    return { path, exists: true, text, values: parseEnv(text), mode: status.mode & 0o777 };
  } catch (error) {
    throw denied(error, path, 'read');
  }
}

/** A link is written through, not replaced. */
function follow(path: string): string {
  if (!lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink()) return path;
  try {
    return realpathSync(path);
  } catch {
    throw new KnownProblem(
      `${path} is a link to ${readlinkSync(path)}, which is not there.`,
      'Make that file, or remove the link.',
    );
  }
}

/**
 * Writes the new text beside the file, for this user alone; it takes its place when the draft is kept.
 * @throws KnownProblem
 */
export function draftEnvFile({ path, exists }: EnvFile, text: string): Draft {
  let draft: Draft | undefined;
  try {
    draft = draftFile(path, Buffer.from(text, 'latin1'));
    // Under sudo it stays the file of the user whose project it is.
    const { uid, gid } = statSync(exists ? path : dirname(path));
    if (process.getuid?.() === 0 && uid !== 0) chownSync(draft.path, uid, gid);
    return draft;
  } catch (error) {
    draft?.discard();
    throw denied(error, path, 'written');
  }
}

/** @throws KnownProblem */
export function tighten(path: string): void {
  try {
    chmodSync(path, 0o600);
  } catch (error) {
    throw denied(error, path, 'changed');
  }
}

function denied(error: unknown, path: string, what: string): unknown {
  if (!['EACCES', 'EPERM', 'EROFS'].includes(errorCode(error) ?? '')) return error;
  return new KnownProblem(
    `${path} cannot be ${what} by this user, so nothing was changed.`,
    `Look at the owner and the mode of the file and of its folder: ls -ld ${dirname(path)} ${path}`,
  );
}
