import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

const cli = join(import.meta.dirname, '../../toolkit/src/cli.ts');
const WEB = `apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec: { template: { spec: { containers: [{ name: web, image: 'web:1', env: [{ name: A, value: b }] }] } } }
`;

let folder: string;
let kept: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'evenkeel kept '));
  kept = join(folder, '.evenkeel/parity.json');
  for (const name of ['.evenkeel', 'k8s']) mkdirSync(join(folder, name));
  writeFileSync(join(folder, 'compose.yaml'), "services:\n  web: { image: 'web:1', environment: { A: a } }\n");
  writeFileSync(join(folder, 'k8s/web.yaml'), WEB);
});
afterEach(() => rmSync(folder, { recursive: true }));

function parity(...options: string[]): number | null {
  return spawnSync(process.execPath, [cli, 'parity', ...options], { cwd: folder, encoding: 'utf8' }).status;
}

test.each([[], ['--quiet'], ['--format', 'github'], ['--fail-on', 'warning'], ['--json', '--no-color']])(
  'a comparison of the whole folder is kept, however it is told: %s %s',
  (...options) => {
    expect(parity(...options)).toBe(1);
    expect(JSON.parse(readFileSync(kept, 'utf8'))).toMatchObject({ exitCode: 1 });
  },
);

test.each([
  ['--only', 'image-agrees'],
  ['--untrusted'],
  ['--manifests', 'k8s'],
  ['--compose', 'compose.yaml'],
  ['--profile', 'debug'],
  ['--map', 'web=Deployment/web'],
  ['--fix'],
])('a comparison of what was chosen does not stand for the folder: %s %s', (...options) => {
  expect(parity(...options)).toBeOneOf([0, 1]);
  expect(existsSync(kept)).toBe(false);
});
