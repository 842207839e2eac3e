import { defineConfig } from 'vitest/config';

const everywhere = '{backend,docs,e2e,frontend,prisma,toolkit}/**';
const exclude = ['**/node_modules/**', '**/.next*/**', '**/dist/**'];
// These start real programs, so their files run one after the other.
const realParts = { testTimeout: 60_000, hookTimeout: 120_000, fileParallelism: false };

export default defineConfig({
  test: {
    reporters: ['default', './e2e/closing-report.ts'],
    projects: [
      {
        test: {
          name: 'unit',
          include: [`${everywhere}/*.test.ts`],
          exclude: [...exclude, '**/*.integration.test.ts', '**/*.browser.test.ts'],
        },
      },
      {
        test: { name: 'integration', include: [`${everywhere}/*.integration.test.ts`], exclude, ...realParts },
      },
      { test: { name: 'browser', include: ['e2e/browser/*.browser.test.ts'], exclude, ...realParts } },
    ],
  },
});
