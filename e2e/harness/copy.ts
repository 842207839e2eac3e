import { copyFileSync, mkdirSync, statSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { need } from './command.ts';

/** The repository. */
export const root = fileURLToPath(new URL('../..', import.meta.url));

/** Makes of this repository what a fresh clone would be, with what is not committed yet: no node_modules, no .env. */
export async function copyRepository(folder: string): Promise<string> {
  const listed = await need(['git', 'ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: root });
  for (const file of listed.split('\0')) {
    // A deleted file is listed until its deletion is committed.
    if (file === '' || !statSync(join(root, file), { throwIfNoEntry: false })?.isFile()) continue;
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    copyFileSync(join(root, file), join(folder, file));
  }
  return folder;
}

/** Gives a copy what `npm ci` would: this repository's packages. */
export function linkPackages(folder: string) {
  for (const place of ['', 'backend', 'frontend']) {
    symlinkSync(join(root, place, 'node_modules'), join(folder, place, 'node_modules'));
  }
}
