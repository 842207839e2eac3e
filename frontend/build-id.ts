import { createHash } from 'node:crypto';
import { globSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** The same sources get the same id, on every machine. Next's own is random. */
export function buildId(folder: string): string {
  const hash = createHash('sha256');
  const files = globSync(['src/**', 'package.json', '*.config.*'], { cwd: folder });
  for (const file of files.filter((each) => statSync(join(folder, each)).isFile()).toSorted()) {
    hash.update(`${file}\n`).update(readFileSync(join(folder, file)));
  }
  return hash.digest('hex').slice(0, 20);
}
