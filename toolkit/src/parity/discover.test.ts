import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { discover } from './discover.ts';

const folder = mkdtempSync(join(tmpdir(), 'evenkeel discover '));
beforeEach(() => rmSync(folder, { recursive: true, force: true }));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const CONTENT: Record<string, string> = { 'Chart.yaml': 'name: x\n', 'compose.yaml': 'services: {}\n' };

function write(...paths: string[]) {
  for (const path of paths) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), CONTENT[basename(path)] ?? 'kind: Deployment\n');
  }
}

test("the repository's own compose file is meant, not those of its parts", () => {
  write('compose.yaml', 'backend/compose.yaml', 'infra/staging/docker-compose.yml');
  expect(discover(folder, false).compose).toEqual([join(folder, 'compose.yaml')]);
});

test('of several in one depth nobody knows which is meant', () => {
  write('backend/compose.yaml', 'frontend/compose.yaml');
  expect(() => discover(folder, false)).toThrow('several compose files');
});

test('what others have made, and what only tests use, is not compared', () => {
  write('compose.yaml', 'k8s/web.yaml', 'tilt_modules/x/job.yaml', 'vendor/y/web.yaml', 'mocks/chart/Chart.yaml');
  expect(discover(folder, false)).toMatchObject({ charts: [], manifests: [join(folder, 'k8s')] });
});

test('a chart below another is one of its own, unless it is in its folder charts', () => {
  write('helm/Chart.yaml', 'helm/bridge/Chart.yaml', 'helm/charts/db/Chart.yaml');
  expect(discover(folder, false).charts).toEqual([join(folder, 'helm'), join(folder, 'helm/bridge')]);
});
