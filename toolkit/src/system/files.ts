import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';

/** Writes a file that only this user may read, whole or not at all. */
export function writeWhole(path: string, text: string): void {
  const beside = `${path}.${process.pid}.new`;
  try {
    writeFileSync(beside, text, { mode: 0o600, flush: true });
    renameSync(beside, path);
  } catch (error) {
    rmSync(beside, { force: true });
    // A failing write, unlike a failing open, does not say where.
    throw error instanceof Error ? Object.assign(error, { path }) : error;
  }
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
