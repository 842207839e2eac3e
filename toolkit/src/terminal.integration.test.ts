import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const program = fileURLToPath(new URL('../bin/evenkeel.js', import.meta.url));

test('what is not shown on a terminal has no colours, in CI either', () => {
  const { stdout, status } = spawnSync(process.execPath, [program, '--help'], {
    encoding: 'utf8',
    env: { CI: 'true', LANG: 'C.UTF-8' },
  });
  expect(status).toBe(0);
  expect(stdout).toContain('Usage');
  expect(stdout).not.toContain('\u001b');
});
