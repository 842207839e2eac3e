import { lstatSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { defaultDataFolder } from '../native/plan.ts';

/**
 * Keeps the newest JSON report of a command as `.evenkeel/NAME.json`, where the app's runtime panel looks for it. A project without
 * that folder runs nothing of Evenkeel's and gets nothing, and a folder that cannot be written to is no reason for the command to fail.
 */
export function keepReport(project: string, name: 'parity' | 'verify', text: string): void {
  const folder = defaultDataFolder(project);
  if (!lstatSync(folder, { throwIfNoEntry: false })?.isDirectory()) return;
  const unfinished = join(folder, `${name}.json.${process.pid}`);
  try {
    writeFileSync(unfinished, text);
    renameSync(unfinished, join(folder, `${name}.json`));
  } catch {
    rmSync(unfinished, { force: true });
  }
}
