import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readComparisons } from './comparisons.ts';
import { paritySection } from './settings.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'evenkeel comparisons '));
  mkdirSync(join(folder, 'chart/templates'), { recursive: true });
  writeFileSync(join(folder, 'compose.yaml'), 'services: {}\n');
  writeFileSync(join(folder, 'chart', 'Chart.yaml'), 'name: shop\n');
  writeFileSync(join(folder, 'own.yaml'), '');
});
afterAll(() => rmSync(folder, { recursive: true }));

test('values and settings of the command line are for a chart that was found, too', () => {
  const values = [join(folder, 'own.yaml')];
  const [found] = readComparisons(folder, {
    settings: paritySection.parse({}),
    options: { release: 'mine' },
    lists: { values, set: ['a=b'] },
  });
  expect(found?.comparison.charts).toEqual([{ folder: join(folder, 'chart'), release: 'mine', values, set: ['a=b'] }]);
});

test('beside a chart that only lists others the manifests are compared', () => {
  mkdirSync(join(folder, 'k8s'));
  writeFileSync(join(folder, 'k8s', 'web.yaml'), 'kind: Deployment\n');
  const read = () =>
    readComparisons(folder, { settings: paritySection.parse({}), options: {}, lists: {} })[0]?.comparison;
  expect(read()?.manifests).toEqual([]);
  rmSync(join(folder, 'chart', 'templates'), { recursive: true });
  expect(read()).toMatchObject({ charts: [{ release: 'chart' }], manifests: [join(folder, 'k8s')] });
});

test('compose files for other purposes are named, unless somebody has said which one is meant', () => {
  const names = ['production.yaml', 'ci.yml', 'override.yaml', 'parts.yaml'].map((end) => `compose.${end}`);
  for (const name of [...names, 'composer.yaml']) writeFileSync(join(folder, name), '');
  writeFileSync(join(folder, 'compose.yaml'), 'include: [compose.parts.yaml]\nservices: {}\n');
  const beside = (lists: Record<string, string[]>) =>
    readComparisons(folder, { settings: paritySection.parse({}), options: {}, lists })[0]?.comparison.compose.beside;
  expect(beside({})).toEqual(['compose.ci.yml', 'compose.production.yaml']);
  expect(beside({ compose: [join(folder, 'compose.yaml')], manifests: [join(folder, 'k8s')] })).toEqual([]);
});

test('what was put aside, or only shows something, is compared only where there is nothing else', () => {
  const write = (name: string, text: string) => {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  };
  write('shop/examples/compose.yaml', 'services: {}\n');
  write('shop/backup/chart/Chart.yaml', 'name: shop\n');
  write('shop/backup/chart/templates/web.yaml', '');
  const read = () =>
    readComparisons(join(folder, 'shop'), { settings: paritySection.parse({}), options: {}, lists: {} })[0]?.comparison;
  const own = (name: string) => join(folder, 'shop', name);
  expect(read()).toMatchObject({
    compose: { files: [own('examples/compose.yaml')] },
    charts: [{ folder: own('backup/chart') }],
  });
  write('shop/deploy/compose.yaml', 'services: {}\n');
  write('shop/helm/Chart.yaml', 'name: shop\n');
  write('shop/helm/templates/web.yaml', '');
  expect(read()).toMatchObject({ compose: { files: [own('deploy/compose.yaml')] }, charts: [{ folder: own('helm') }] });
  expect(read()?.charts).toHaveLength(1);
});
