import { lstatSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The folder in which a project's copies keep their data: whoever has it runs Evenkeel there. */
const KEPT_IN = '.evenkeel';

/**
 * Keeps the newest JSON report of a command as `.evenkeel/NAME.json`, where the app's runtime panel looks for it. A project without
 * that folder gets nothing, and a folder that cannot be written to is no reason for the command to fail.
 */
export function keepReport(project: string, name: 'parity' | 'verify', text: string): void {
  const folder = join(project, KEPT_IN);
  if (!lstatSync(folder, { throwIfNoEntry: false })?.isDirectory()) return;
  const unfinished = join(folder, `${name}.json.${process.pid}`);
  try {
    writeFileSync(unfinished, text);
    renameSync(unfinished, join(folder, `${name}.json`));
  } catch {
    rmSync(unfinished, { force: true });
  }
}
