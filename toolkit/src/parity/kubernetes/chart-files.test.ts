import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findSource, valuesFor } from './chart-files.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'evenkeel chart '));
  const files = {
    'values.yaml': 'tag: outer\nglobal: { registry: r }\nweb:\n  image: { tag: "2" }\n',
    'charts/02-web/Chart.yaml': 'name: web\n',
    'charts/02-web/values.yaml': 'tag: inner\nimage: { tag: "1" }\nport: 80\n',
    'charts/02-web/templates/web.yaml': '',
  };
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

const chart = () => ({ folder, release: 'x', values: [], set: [] });
const source = () => findSource('shop/charts/web/templates/web.yaml', folder);

test('a chart inside of another is found by its name, whatever its folder is called', () => {
  expect(source().file).toBe(join(folder, 'charts/02-web/templates/web.yaml'));
  expect(findSource('shop/templates/a.yaml', folder).file).toBe(join(folder, 'templates/a.yaml'));
  expect(findSource('shop/charts/gone/templates/a.yaml', folder).file).toBe(
    join(folder, 'charts/gone/templates/a.yaml'),
  );
});

test.each([
  ['image.tag', 'values.yaml', 4],
  ['port', 'charts/02-web/values.yaml', 3],
  ['tag', 'charts/02-web/values.yaml', 1],
  ['global.registry', 'values.yaml', 2],
])('its value %s is given in %s:%d', (path, file, line) => {
  expect(valuesFor(chart(), source())(path)).toEqual({ file: join(folder, file), line });
});
