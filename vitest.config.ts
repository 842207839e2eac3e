import { defineConfig } from 'vitest/config';

const everywhere = '{backend,docs,e2e,frontend,prisma,toolkit}/**';
const exclude = ['**/node_modules/**', '**/.next*/**', '**/dist/**'];
// These start real programs: more than two files at once would starve each other on two cores. Where a busy machine makes one
// of them fail, it is tried again, and the run's end names it.
const realParts = { testTimeout: 60_000, hookTimeout: 120_000, retry: 1, maxWorkers: 2, sequence: { groupOrder: 1 } };
// Each file runs a whole copy of the app in containers: alone, after everything else.
const containers = {
  globalSetup: 'e2e/harness/setup.ts',
  testTimeout: 180_000,
  hookTimeout: 600_000,
  retry: 1,
  maxWorkers: 1,
  sequence: { groupOrder: 2 },
};

export default defineConfig({
  test: {
    reporters: ['default', './e2e/closing-report.ts'],
    projects: [
      {
        test: {
          name: 'unit',
          include: [`${everywhere}/*.test.ts`],
          exclude: [
            ...exclude,
            '**/*.integration.test.ts',
            '**/*.browser.test.ts',
            '**/*.docker.test.ts',
            '**/*.cluster.test.ts',
          ],
        },
      },
      {
        test: { name: 'integration', include: [`${everywhere}/*.integration.test.ts`], exclude, ...realParts },
      },
      { test: { name: 'browser', include: ['e2e/browser/*.browser.test.ts'], exclude, ...realParts } },
      { test: { name: 'compose', include: ['e2e/compose/*.docker.test.ts'], exclude, ...containers } },
      {
        test: {
          name: 'cluster',
          include: ['e2e/cluster/*.cluster.test.ts'],
          exclude,
          ...containers,
          sequence: { groupOrder: 3 },
        },
      },
    ],
  },
});
