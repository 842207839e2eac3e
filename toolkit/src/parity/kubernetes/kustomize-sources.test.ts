import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Value } from '../yaml/located.ts';
import { readYaml } from '../yaml/located.ts';
import { at, itemsOf } from '../yaml/read.ts';
import { readSources, withPlaces } from './kustomize-sources.ts';
import { objectsOf } from './objects.ts';

const deployment = (name: string, replicas: number, image: string, level: string) => `apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name} }
spec:
  replicas: ${replicas}
  template:
    spec:
      containers:
        - name: beside
          image: beside:1
        - name: web
          image: ${image}
          env:
            - { name: FIRST, value: a }
            - { name: LEVEL, value: ${level} }
`;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'evenkeel kustomize '));
  const files = {
    'base/kustomization.yaml':
      'resources: [web.yaml]\nconfigMapGenerator:\n  - name: conf\n    literals:\n      - SIZE=1\n',
    'base/web.yaml': deployment('web', 1, 'web', 'info'),
    'over/kustomization.yaml':
      'resources: [../base, ../over]\nnamePrefix: shop-\nimages:\n  - name: web\n    newTag: "7"\npatches:\n  - path: patch.yaml\n',
    'over/patch.yaml': deployment('web', 3, 'web', 'debug').replace(/ {8}- name: beside\n.*\n/, ''),
  };
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

/** What kustomize has made of it, read as it is read: all at one place. */
function built(text: string): Value {
  const nowhere = { file: join(folder, 'over/kustomization.yaml'), line: 1 };
  const { documents } = readYaml(text, 'x', { locate: () => nowhere });
  const [object] = documents.flatMap(objectsOf);
  if (!object) throw new Error('no object');
  return withPlaces(object, readSources(join(folder, 'over'))).value;
}
const shown = (value: Value | undefined) => value && `${relative(folder, value.at.file)}:${value.at.line}`;

test('each value of a built object stands where a file says it', () => {
  const value = built(deployment('shop-web', 3, 'web:7', 'debug'));
  const [beside, web] = itemsOf(at(value, 'spec', 'template', 'spec', 'containers'));
  const [first, level] = itemsOf(at(web, 'env'));
  expect(shown(value)).toBe('base/web.yaml:1');
  expect(shown(at(beside, 'image'))).toBe('base/web.yaml:10');
  expect(shown(at(web, 'image'))).toBe('over/kustomization.yaml:5');
  expect(shown(at(value, 'spec', 'replicas'))).toBe('over/patch.yaml:5');
  expect(shown(at(level, 'value'))).toBe('over/patch.yaml:13');
  expect(shown(at(first, 'value'))).toBe('over/patch.yaml:12');
});

test('what a generator makes stands where it is told to', () => {
  const value = built('apiVersion: v1\nkind: ConfigMap\nmetadata: { name: shop-conf-4t6f }\ndata: { SIZE: "1" }\n');
  expect(shown(at(value, 'data', 'SIZE'))).toBe('base/kustomization.yaml:5');
});
