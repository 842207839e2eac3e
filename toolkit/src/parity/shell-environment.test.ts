import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { withoutFiles } from './shell-environment.ts';

test('what Node has read from a file of variables is not the shell’s, and what differs is', () => {
  const folder = mkdtempSync(join(tmpdir(), 'evenkeel shell '));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, '.env');
  writeFileSync(file, 'TAG=1.0\nIMAGE=app:${TAG}\nSTAGE=test\n');
  const environment = { TAG: '1.0', IMAGE: 'app:${TAG}', STAGE: 'other', HOME: '/root' };
  expect(withoutFiles(environment, [file, join(folder, 'none')])).toEqual({ STAGE: 'other', HOME: '/root' });
});
