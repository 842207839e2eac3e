import { createHash } from 'node:crypto';
import { globSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { NextConfig } from 'next';
import { PHASE_PRODUCTION_BUILD, PHASE_PRODUCTION_SERVER } from 'next/constants.js';

const root = fileURLToPath(new URL('..', import.meta.url));

const config: NextConfig = {
  output: 'standalone',
  // Next locks this folder while it runs: a second copy beside the developer's own needs one of its own.
  // oxlint-disable-next-line node/no-process-env -- a build setting, not one of the running program's
  distDir: process.env['NEXT_DIST_DIR'] || '.next',
  generateBuildId: () => buildId(join(root, 'frontend')),
  outputFileTracingRoot: root,
  turbopack: { root },
  reactStrictMode: true,
  poweredByHeader: false,
  // No picture is resized here, so the image that ships needs no sharp (19 MB).
  images: { unoptimized: true },
  outputFileTracingExcludes: { '*': ['../node_modules/@img/**', '../node_modules/sharp/**'] },
  allowedDevOrigins: ['127.0.0.1'],
  // Either would write into the repository, or stop a start to offer an upgrade.
  agentRules: false,
  devIndicators: false,
  experimental: {
    agentUpgrade: false,
    // Together with the cache on disk it reloads a page over and over (docs/decisions/0023).
    turbopackServerFastRefresh: false,
  },
  logging: { incomingRequests: false, browserToTerminal: false },
};

/** Files that end in .dev.ts or .dev.tsx are pages and routes while one develops; what is built for production has none. */
export default function forPhase(phase: string): NextConfig {
  const isProduction = phase === PHASE_PRODUCTION_BUILD || phase === PHASE_PRODUCTION_SERVER;
  return { ...config, pageExtensions: ['tsx', 'ts', ...(isProduction ? [] : ['dev.tsx', 'dev.ts'])] };
}

/** The same sources get the same id, on every machine. Next's own is random. */
function buildId(folder: string): string {
  const hash = createHash('sha256');
  const files = globSync(['src/**', 'package.json', '*.config.{ts,mjs}'], { cwd: folder });
  for (const file of files.filter((each) => statSync(join(folder, each)).isFile()).toSorted()) {
    hash.update(`${file}\n`).update(readFileSync(join(folder, file)));
  }
  return hash.digest('hex').slice(0, 20);
}
