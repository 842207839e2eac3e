import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { missingFile } from './kustomize.ts';

const folder = mkdtempSync(join(tmpdir(), 'evenkeel kustomize '));
afterAll(() => rmSync(folder, { recursive: true }));

const wants = (kind: string, name: string) =>
  `error: loading KV pairs: ${kind} sources: [${name}]: evalsymlink failure on '${folder}/${name}' : lstat ${folder}/${name}: no such file or directory`;

test('a file that is kept out of git is named, and what to make it from', () => {
  expect(missingFile(wants('env source files', '.env'))).toMatch(/ wants .*\/\.env, which is not there .*: make it, /);
  writeFileSync(join(folder, '.env_sample'), '');
  writeFileSync(join(folder, '.env.local'), '');
  expect(missingFile(wants('env source files', '.env'))).toMatch(/: copy .*\/\.env_sample to it$/);
  expect(missingFile(wants('file', 'site.conf'))).toContain('site.conf');
});

test('what else kubectl says is not explained by that', () => {
  expect(missingFile('error: accumulating resources: … lstat /x/gone.yaml: no such file or directory')).toBeUndefined();
  expect(missingFile('error: unable to find one of the kustomization files')).toBeUndefined();
});
