import { accessSync, chmodSync, constants, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { expect, test } from 'vitest';
import { runCommand } from '../harness/command.ts';
import { root } from '../harness/copy.ts';

/** A folder for PATH with these programs of this machine, and nothing else. */
function folderWith(...names: string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'no-docker-'));
  const places = (process.env['PATH'] ?? '').split(delimiter).filter((place) => !place.includes('node_modules'));
  for (const name of names) {
    const found = places.map((place) => join(place, name)).find(isExecutable);
    if (!found) throw new Error(`There is no ${name} on PATH.`);
    symlinkSync(found, join(folder, name));
  }
  return folder;
}
function isExecutable(file: string) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
const npm = (path: string, ...words: string[]) =>
  runCommand(['npm', ...words], { cwd: root, env: { PATH: path, HOME: process.env['HOME'] } });

test.each([[['run', 'compose']], [['run', 'compose:run']], [['run', 'doctor', '--', 'compose']]])(
  'without docker `npm %j` fails, and says what is missing and how to get it',
  async (words) => {
    const { code, text } = await npm(folderWith('node', 'npm', 'sh'), ...words);
    expect(code).not.toBe(0);
    expect(text).toMatch(/Docker Engine is not there: no docker on the PATH\n\s+(→|->) Install Docker Engine/);
    expect(text).toMatch(/compose\s+cannot run here: docker-engine-runs/);
  },
);

test('with a daemon that is away `npm run compose` names the command that starts it', async () => {
  const folder = folderWith('node', 'npm', 'sh');
  const complaint = 'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?';
  writeFileSync(join(folder, 'docker'), `#!/bin/sh\necho "${complaint}" >&2\nexit 1\n`);
  chmodSync(join(folder, 'docker'), 0o755);
  const { code, text } = await npm(folder, 'run', 'compose');
  expect(code).not.toBe(0);
  expect(text).toMatch(/its daemon does not run or is not reached.*\n\s+(→|->) (Run|Start)/);
});
