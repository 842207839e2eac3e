import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';

/** A file that is written, but not yet in its place. */
export interface Draft {
  path: string;
  /** Puts it there, in one step. */
  keep: () => void;
  discard: () => void;
}

/** Writes a file beside its place, for this user alone. */
export function draftFile(path: string, content: string | Buffer): Draft {
  const beside = `${path}.${process.pid}.new`;
  const discard = () => rmSync(beside, { force: true });
  const attempt = (step: () => void) => {
    try {
      step();
    } catch (error) {
      discard();
      // A failing write, unlike a failing open, does not say where.
      throw error instanceof Error ? Object.assign(error, { path }) : error;
    }
  };
  attempt(() => writeFileSync(beside, content, { mode: 0o600, flush: true }));
  return { path: beside, keep: () => attempt(() => renameSync(beside, path)), discard };
}

/** Writes a file that only this user may read, whole or not at all. */
export function writeWhole(path: string, text: string): void {
  draftFile(path, text).keep();
}

/** @returns undefined when there is no such file */
export function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** ENOENT, EACCES, … of an error of the system; undefined for all others. */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
