import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'secrets scan '));
});
afterEach(() => rmSync(folder, { recursive: true }));

function run(command: string, words: string[], cwd = folder) {
  const { PATH, HOME } = process.env;
  return spawnSync(command, words, { cwd, env: { PATH, HOME }, encoding: 'utf8', maxBuffer: 100_000_000 });
}
const scan = (cwd: string, ...options: string[]) =>
  run(process.execPath, [join(root, 'toolkit/src/cli.ts'), 'secrets', 'scan', ...options], cwd);
const git = (...words: string[]) => expect(run('git', words).status).toBe(0);

test('this repository has no secret in it', () => {
  const { status, stdout } = scan(root, '--json');
  expect(JSON.parse(stdout)).toMatchObject({
    listed_by: 'git',
    unused: [],
    unknown: [],
    summary: { error: 0, warning: 0 },
  });
  expect(status).toBe(0);
});

test('what git ignores is no mistake, what it has is one, and the report says what was looked at', () => {
  git('init', '--quiet');
  writeFileSync(join(folder, '.gitignore'), '.env\n');
  writeFileSync(join(folder, '.env'), 'DB_PASSWORD=kV83nx0qLw\n');
  git('add', '.gitignore');
  const before = scan(folder, '--no-color');
  expect([before.status, before.stdout]).toEqual([0, expect.stringContaining('what it ignores is not looked at')]);

  git('add', '--force', '.env');
  const after = scan(folder, '--no-color');
  expect(after.status).toBe(1);
  expect(after.stdout).toContain('.env:1  DB_PASSWORD: it is named as a secret');
  expect(after.stdout).toContain('git rm --cached .env');
  expect(after.stdout).not.toContain('kV83nx0qLw');
});

test('without git every file is looked at, and a long report reaches a slow reader whole', () => {
  const lines = Array.from({ length: 5000 }, (_, index) => `TOKEN_${index}_SECRET=kV83nx0qLw${index}\n`);
  writeFileSync(join(folder, '.env'), lines.join(''));
  const command = `"${process.execPath}" "${join(root, 'toolkit/src/cli.ts')}" secrets scan --json | (sleep 1; cat)`;
  const { stdout } = run('sh', ['-c', command]);
  expect(JSON.parse(stdout)).toMatchObject({ listed_by: 'folder', summary: { warning: 5000 } });
});

test.each([
  [['--format', 'matrix'], '--format is "matrix".'],
  [['nowhere'], 'There is no folder nowhere.'],
])('evenkeel secrets scan %s is wrong use', (options, message) => {
  const { status, stdout, stderr } = scan(folder, ...options);
  expect([status, stdout]).toEqual([2, '']);
  expect(stderr).toContain(message);
});
