import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Named } from '../comparisons.ts';
import { judge } from '../judge.ts';
import { deployment } from '../rule-examples.ts';
import { fix } from './run.ts';
import { writeAll } from './write.ts';

let folder: string;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'parity fix ')));
});
afterEach(() => rmSync(folder, { recursive: true }));

const path = (name: string) => join(folder, name);
const read = (name: string) => readFileSync(path(name), 'utf8');

function comparisonOf(compose: string, manifests: string): Named['comparison'] {
  return {
    compose: { files: [path(compose)], envFiles: [], profiles: [] },
    charts: [],
    manifests: [path(manifests)],
    map: new Map(),
    environment: {},
  };
}

/** Fixes what two files differ in, and writes it. */
async function fixed(files: Record<string, string>, isWriting = true) {
  for (const [name, text] of Object.entries(files)) writeFileSync(path(name), text);
  const comparisons = [{ name: '', comparison: comparisonOf('compose.yaml', 'manifests.yaml') }];
  const report = await judge(comparisons, [], undefined);
  const { done, after } = await fix(report, { comparisons, acceptances: [], only: undefined, isWriting });
  const left = done.left.map(({ finding, why }) => `${finding.key}: ${why}`);
  return { what: done.fixes.map(({ what }) => what), left, diff: done.diff, after };
}

const web = (...container: string[]) => deployment('web', ['image: web:1', ...container]);
const compose = (lines: string) => `services:\n  web:\n    image: web:1\n${lines}`;

describe('a variable that one side lacks is added in the style of the file', () => {
  test.each([
    [
      'a mapping',
      '    environment:\n      A: x # why\n    init: true\n',
      '      A: x # why\n      B: two words\n    init',
    ],
    ['a list', '    environment:\n    - A=x\n    init: true\n', '    - A=x\n    - B=two words\n    init'],
    ['a mapping in a row', '    environment: { A: x }\n', 'environment: { A: x, B: two words }\n'],
    ['a list in a row', '    environment: [A=x]\n', 'environment: [A=x, B=two words]\n'],
    [
      'a mapping with a merged one',
      '    environment:\n      <<: { C: z }\n      A: x\n',
      '      A: x\n      B: two words\n',
    ],
    ['no end of the line', '    environment:\n      A: x', '      A: x\n      B: two words'],
    [
      'a text of several lines',
      '    environment:\n      A: |-\n        x\n\n    init: true\n',
      'x\n      B: two words\n\n    init',
    ],
  ])('%s of Compose', async (_, lines, expected) => {
    const more = lines.includes('C: z') ? ', { name: C, value: z }' : '';
    const manifests = web(`env: [{ name: A, value: x }, { name: B, value: two words }${more}]`);
    const { what, left } = await fixed({ 'compose.yaml': compose(lines), 'manifests.yaml': manifests });
    expect(left).toEqual([]);
    expect(what).toEqual(['B is added to environment of the service web']);
    expect(read('compose.yaml')).toContain(expected);
  });

  test('a service without environment gets one', async () => {
    const manifests = web("env: [{ name: PORTS, value: 'on' }]");
    await fixed({ 'compose.yaml': compose('    init: true\n\n# the end\n'), 'manifests.yaml': manifests });
    expect(read('compose.yaml')).toBe(compose("    init: true\n    environment:\n      PORTS: 'on'\n\n# the end\n"));
  });

  test.each([
    ['rows', 'env:', '  - { name: A, value: x } # why', "  - { name: B, value: '010' }"],
    ['blocks', 'env:', '- name: A\n            value: x', "- name: B\n            value: '010'"],
    ['one row', '', 'env: [{ name: A, value: x }]', "env: [{ name: A, value: x }, { name: B, value: '010' }]"],
  ])('%s of a manifest, a text that looks like a number in quotes', async (kind, head, item, expected) => {
    const manifests = web(...(head === '' ? [item] : [head, item]), 'stdin: true');
    const given = compose("    environment: { A: x, B: '010' }\n    stdin_open: true\n");
    const { left, after } = await fixed({ 'compose.yaml': given, 'manifests.yaml': manifests });
    expect(left).toEqual([]);
    expect(read('manifests.yaml')).toBe(
      kind === 'one row'
        ? manifests.replace(item, expected)
        : manifests.replace(item, `${item}\n          ${expected}`),
    );
    expect(after.findings).toEqual([]);
  });

  test('the default of a reference is its value, for whoever sets nothing', async () => {
    const given = compose('    environment: { A: x, B: "${B:-why}", C: "${D:-${E:-z}}" }\n');
    const { left } = await fixed({ 'compose.yaml': given, 'manifests.yaml': web('env: [{ name: A, value: x }]') });
    expect(left).toEqual([]);
    expect(read('manifests.yaml')).toBe(
      web('env: [{ name: A, value: x }, { name: B, value: why }, { name: C, value: z }]'),
    );
  });

  test('lines end as those of the file do', async () => {
    const given = compose('    environment:\n      A: x\n').replaceAll('\n', '\r\n');
    await fixed({
      'compose.yaml': given,
      'manifests.yaml': web('env: [{ name: A, value: x }, { name: B, value: why }]'),
    });
    expect(read('compose.yaml')).toBe(`${given}      B: why\r\n`);
  });
});

describe('what is not certain is left, with the reason', () => {
  const withB = (value: string) => `    environment: { A: x, B: ${value} }\n`;
  test.each([
    ['a secret by its name', '    environment: { A: x, DB_PASSWORD: kV83nx0qLw }\n', 'it is a secret'],
    ['a secret by its form', withB('AKIAIOSFODNN7EXAMPLE'), 'it is a secret'],
    ['an address with a password', withB("'redis://:kV83nx0qLw@cache:6379'"), 'it is a secret'],
    ['what the shell gives', '    environment: { A: x, B: "${OTHER:-}${NAME}" }\n', 'its value is not in the files'],
    ['an address of this machine', withB("'http://localhost:8080'"), 'an address of this machine'],
    ['a dollar', withB("'a$$b'"), 'each side would read its value differently'],
    ['a path that is mounted', `${withB('/data/x')}    volumes: [/data]\n`, 'its value is a path'],
    ['a name that nobody has there', withB("'http://api:80'"), 'then there would be another difference'],
  ])('%s', async (_, lines, why) => {
    const others = lines.includes('api:80') ? '  api:\n    image: api:1\n' : '';
    const { what, left, diff } = await fixed({
      'compose.yaml': compose(lines) + others,
      'manifests.yaml': web('env: [{ name: A, value: x }]'),
    });
    expect(what).toEqual([]);
    expect(left.join('\n')).toContain(why);
    expect(left.join('\n') + diff).not.toMatch(/kV83nx0qLw|AKIA/);
    expect(read('manifests.yaml')).toBe(web('env: [{ name: A, value: x }]'));
  });

  test('what others share by an anchor', async () => {
    const shared = 'x-env: &env { A: x }\nservices:\n  web:\n    image: web:1\n    environment: *env\n';
    const manifests = web('env: [{ name: A, value: x }, { name: B, value: why }]');
    const { left } = await fixed({ 'compose.yaml': shared, 'manifests.yaml': manifests });
    expect(left).toEqual(['env.B: other services share environment of web by an anchor']);
  });

  test('a place from which it does not reach the container', async () => {
    writeFileSync(path('compose.yaml'), compose('    environment: { A: x }\n'));
    writeFileSync(path('override.yaml'), 'services:\n  web:\n    environment: !override { A: x }\n');
    writeFileSync(path('manifests.yaml'), web('env: [{ name: A, value: x }, { name: B, value: why }]'));
    const { compose: one, ...rest } = comparisonOf('compose.yaml', 'manifests.yaml');
    const comparison = { ...rest, compose: { ...one, files: [...one.files, path('override.yaml')] } };
    const comparisons = [{ name: '', comparison }];
    const report = await judge(comparisons, [], undefined);
    const { done } = await fix(report, { comparisons, acceptances: [], only: undefined, isWriting: true });
    expect(done.left.map(({ why }) => why)).toEqual([
      'a change of what the files say here does not reach the container',
    ]);
    expect(read('compose.yaml')).toBe(compose('    environment: { A: x }\n'));
  });

  test('two comparisons that want another value', async () => {
    writeFileSync(path('compose.yaml'), compose('    environment: { A: x }\n'));
    writeFileSync(path('one.yaml'), web('env: [{ name: A, value: x }, { name: B, value: one }]'));
    writeFileSync(path('two.yaml'), web('env: [{ name: A, value: x }, { name: B, value: two }]'));
    const comparisons = ['one', 'two'].map((name) => ({
      name,
      comparison: comparisonOf('compose.yaml', `${name}.yaml`),
    }));
    const report = await judge(comparisons, [], undefined);
    const { done } = await fix(report, { comparisons, acceptances: [], only: undefined, isWriting: true });
    expect(done.fixes).toEqual([]);
    expect(new Set(done.left.map(({ why }) => why))).toEqual(
      new Set(
        ['its value is another in each comparison', 'two findings want another value at the same place'].slice(-1),
      ),
    );
  });
});

test('an image without a version gets that of the other side; of two versions none is right', async () => {
  const both = `${web()}---\n${deployment('cache', ['image: redis:8.10'])}---\n${deployment('db', ['image: postgres:16'])}`;
  const given = `${compose('')}  cache:\n    image: redis # fast\n  db: { image: 'postgres:17' }\n`;
  const { what, left } = await fixed({ 'compose.yaml': given, 'manifests.yaml': both });
  expect(what).toEqual(['the service cache gets the version that the other side names: 8.10']);
  expect(left).toEqual(['image.tag: both sides name a version: which one is meant is yours to say']);
  expect(read('compose.yaml')).toBe(given.replace('image: redis #', 'image: redis:8.10 #'));
});

test('a port that the image does not listen on becomes the one that it does, a probe asks the only port there is', async () => {
  const files = {
    Dockerfile: 'FROM scratch\nEXPOSE 8080\n',
    'compose.yaml': compose("    build: .\n    ports: ['9090:9090']\n"),
    'manifests.yaml': web('ports: [{ containerPort: 8080 }]', 'readinessProbe: { tcpSocket: { port: 8080 } }'),
  };
  const { what } = await fixed(files);
  expect(what).toEqual(['Compose leads to port 8080, as the image says']);
  expect(read('compose.yaml')).toContain("ports: ['9090:8080']");
  const probe = {
    'compose.yaml': compose("    ports: ['80:80']\n    healthcheck: { test: [CMD, check] }\n"),
    'manifests.yaml': web('ports: [{ containerPort: 80 }]', 'readinessProbe: { tcpSocket: { port: 81 } }'),
  };
  expect((await fixed(probe)).what).toEqual(['the probe asks port 80']);
  expect(read('manifests.yaml')).toContain('tcpSocket: { port: 80 }');
});

test('the diff alone changes nothing, and has no secret of the lines around', async () => {
  const lines =
    '    environment:\n      DB_PASSWORD: kV83nx0qLw\n      A: x\n    labels:\n      DEPLOY_TOKEN: q7Zx0qLwMk\n';
  const files = {
    'compose.yaml': compose(lines),
    'manifests.yaml': web(
      'env:',
      '  - { name: A, value: x }',
      '  - { name: B, value: why }',
      '  - { name: DB_PASSWORD, valueFrom: { secretKeyRef: { name: db, key: password } } }',
    ),
  };
  const { what, diff } = await fixed(files, false);
  expect(what).toHaveLength(1);
  expect(diff).toContain('+      B: why\n');
  expect(diff).toContain('       DB_PASSWORD: …\n');
  expect(diff).toContain('       DEPLOY_TOKEN: …\n');
  expect(read('compose.yaml')).toBe(compose(lines));
});

test('folders of manifests that lie in one another are tried without touching the repository', async () => {
  mkdirSync(path('k8s/other'), { recursive: true });
  writeFileSync(path('compose.yaml'), compose('    environment: { A: x, B: why }\n'));
  const manifests = web('env: [{ name: A, value: x }]');
  writeFileSync(path('k8s/other/web.yaml'), manifests);
  const comparison = { ...comparisonOf('compose.yaml', ''), manifests: [path('k8s'), path('k8s/other')] };
  const comparisons = [{ name: '', comparison }];
  const report = await judge(comparisons, [], undefined);
  const { done } = await fix(report, { comparisons, acceptances: [], only: undefined, isWriting: false });
  expect(done.fixes).toHaveLength(1);
  expect(read('k8s/other/web.yaml')).toBe(manifests);
});

describe('a file is written whole, or not at all', () => {
  const change = (...names: string[]) => new Map(names.map((name) => [path(name), { before: 'a', after: 'b' }]));

  test('its mode stays, and a link stays a link', () => {
    writeFileSync(path('real'), 'a');
    chmodSync(path('real'), 0o640);
    symlinkSync('real', path('link'));
    writeAll(change('link'));
    expect(lstatSync(path('link')).isSymbolicLink()).toBe(true);
    expect([read('real'), statSync(path('real')).mode & 0o777]).toEqual(['b', 0o640]);
  });

  test('one that has changed in between stops all', () => {
    writeFileSync(path('one'), 'a');
    writeFileSync(path('two'), 'changed');
    expect(() => writeAll(change('one', 'two'))).toThrow(/two has changed while it was compared. Nothing was written/);
    expect(read('one')).toBe('a');
  });

  test('one that may not be written stops all', () => {
    writeFileSync(path('one'), 'a');
    writeFileSync(path('two'), 'a', { mode: 0o444 });
    expect(() => writeAll(change('one', 'two'))).toThrow(
      /two could not be written: it, or its folder, may not be written/,
    );
    expect(read('one')).toBe('a');
    renameSync(path('two'), path('three'));
  });
});
