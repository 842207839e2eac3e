import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { compare } from './compare.ts';
import { discover } from './discover.ts';
import type { Rendered } from './kubernetes/helm.ts';
import { readRendered } from './kubernetes/helm.ts';
import { evaluateTiltfile } from './tiltfile/evaluate.ts';

/** Whatever the files hold: an answer that names file and line, and never an agreement with what was not read. */

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'evenkeel bad '));
});
afterEach(() => rmSync(folder, { recursive: true }));

const COMPOSE = "services:\n  web: { image: 'web:1' }\n";
const WEB = `apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec: { template: { spec: { containers: [{ name: web, image: 'web:1' }] } } }
`;

function write(files: Record<string, string | Buffer>): void {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
}

const compared = (compose = 'compose.yaml', manifests = 'k8s') =>
  compare({
    compose: { files: [join(folder, compose)], envFiles: [], profiles: [] },
    charts: [],
    manifests: [join(folder, manifests)],
    map: new Map(),
    environment: {},
  });

async function unknown(): Promise<string[]> {
  const { unknown: all } = await compared();
  return all.map(({ at, message }) => `${at.file.slice(folder.length + 1)}:${at.line} ${message}`);
}

test.each<[string, Record<string, string | Buffer>, RegExp]>([
  ['a compose file that is no YAML', { 'compose.yaml': 'services:\n  web: "x\n' }, /^compose\.yaml:\d+ .*quote/],
  ['a manifest that is no YAML', { 'k8s/a.yaml': 'kind: Deployment\n  a: b: c\n' }, /^k8s\/a\.yaml:2 /],
  ['a compose file that is a list', { 'compose.yaml': '- a\n' }, /^compose\.yaml:1 this is no compose file/],
  ['a compose file that is empty', { 'compose.yaml': '' }, /^compose\.yaml:1 there is no service in it/],
  [
    'a service that is a word',
    { 'compose.yaml': 'services:\n  web: hello\n' },
    /^compose\.yaml:2 the service web has no keys/,
  ],
  ['a binary compose file', { 'compose.yaml': Buffer.from([0, 1, 2, 255, 254]) }, /^compose\.yaml:1 /],
  ['a binary manifest', { 'k8s/a.yaml': Buffer.from([0, 1, 2, 255]) }, /^k8s\/a\.yaml:1 it is no text/],
  [
    'an alias that leads to itself',
    { 'compose.yaml': 'services:\n  web: &a { x-a: *a, image: web }\n' },
    /^compose\.yaml:2 .*itself/,
  ],
  [
    'files that include one another',
    { 'compose.yaml': `include: [b.yaml]\n${COMPOSE}`, 'b.yaml': 'include: [compose.yaml]\n' },
    /includes itself/,
  ],
  [
    'services that extend one another',
    { 'compose.yaml': 'services:\n  web: { extends: api }\n  api: { extends: web }\n' },
    /^compose\.yaml:\d extends itself|the service \w+ extends itself/,
  ],
  [
    'a file that is to be included and is not there',
    { 'compose.yaml': `include: [none.yaml]\n${COMPOSE}` },
    /none\.yaml cannot be read/,
  ],
])('%s is told with its place, and the rest is no agreement', async (_, files, told) => {
  write({ 'compose.yaml': COMPOSE, 'k8s/web.yaml': WEB, ...files });
  expect(await unknown()).toContainEqual(expect.stringMatching(told));
});

test('a file that cannot be opened is told, and so is a folder in its place', async () => {
  write({ 'compose.yaml': COMPOSE, 'k8s/web.yaml': WEB });
  symlinkSync('nowhere.yaml', join(folder, 'k8s', 'lost.yaml'));
  expect(await unknown()).toContainEqual(expect.stringMatching(/^k8s\/lost\.yaml:1 it cannot be read/));
  mkdirSync(join(folder, 'dir.yaml'));
  const { unknown: all } = await compared('dir.yaml');
  expect(all[0]?.message).toMatch(/cannot be read/);
});

test('links that lead in a circle end neither the search nor the reading', async () => {
  write({ 'compose.yaml': COMPOSE, 'k8s/web.yaml': WEB, 'k8s/more/web.yaml': WEB });
  symlinkSync('..', join(folder, 'k8s', 'again'));
  symlinkSync('.', join(folder, 'loop'));
  expect(discover(folder, false).manifests).toEqual([join(folder, 'k8s')]);
  const { findings } = await compared();
  expect(findings).toEqual([]);
});

test('manifests beside the compose file are found', () => {
  write({ 'compose.yaml': COMPOSE, 'web.yaml': WEB });
  const before = process.cwd();
  process.chdir(folder);
  try {
    expect(discover('.', false)).toEqual({ compose: ['compose.yaml'], charts: [], manifests: ['.'] });
  } finally {
    process.chdir(before);
  }
});

test('a few lines of aliases that stand for millions of values are read at once', async () => {
  const lines = Array.from({ length: 40 }, (_, index) =>
    index === 0
      ? '  a0: &a0 [x, x]'
      : `  a${index}: &a${index} [${Array.from({ length: 9 }, () => `*a${index - 1}`).join()}]`,
  );
  write({
    'compose.yaml': `x-bomb:\n${lines.join('\n')}\n${COMPOSE.replace('}', ', x-y: *a39 }')}`,
    'k8s/web.yaml': WEB,
  });
  const began = performance.now();
  expect((await compared()).findings).toEqual([]);
  expect(performance.now() - began).toBeLessThan(5_000);
});

test('20,000 lines are compared in seconds', async () => {
  const names = Array.from({ length: 2_500 }, (_, index) => `s${index}`);
  const lines = names.map(
    (name, index) =>
      `  ${name}:\n    image: ${name}:1\n    environment:\n      A: "1"\n      B: two\n    ports:\n      - "${index + 1000}:80"\n    restart: always`,
  );
  const deployments = names.slice(0, 500).map((name) => WEB.replaceAll('web', name));
  write({ 'compose.yaml': `services:\n${lines.join('\n')}\n`, 'k8s/all.yaml': deployments.join('---\n') });
  const { facts } = await compared();
  expect(facts.pairs).toHaveLength(500);
  expect(facts.onlyCompose).toHaveLength(2_000);
}, 60_000);

test('a chart that lacks another one: what that would run is not missing, and everything else is', async () => {
  write({
    'compose.yaml': `services:
  web: { image: 'web:1', environment: { DB: 'postgres://db:5432/shop' } }
  db: { image: 'postgres:17' }
  mailer: { image: 'mailer:1' }
`,
  });
  const chart = { folder: join(folder, 'chart'), release: 'shop', values: [], set: [] };
  const at = { file: join(folder, 'chart/Chart.yaml'), line: 5 };
  const rendered: Rendered = {
    ...readRendered(
      `---\n# Source: shop/templates/web.yaml\n${WEB.replace("image: 'web:1'", "image: 'web:1', env: [{ name: DB, value: 'postgres://shop-postgresql:5432/shop' }]")}`,
      chart,
    ),
    unknown: [{ at, message: 'the chart postgresql is not in chart/charts', part: 'postgresql' }],
    missing: [{ name: 'postgresql', at, hostNames: ['postgresql', 'shop-postgresql'], isOff: false }],
  };
  const { findings, unknown: all } = await compare(
    {
      compose: { files: [join(folder, 'compose.yaml')], envFiles: [], profiles: [] },
      charts: [chart],
      manifests: [],
      map: new Map([['db', 'StatefulSet/shop-postgresql']]),
      environment: {},
    },
    { renderChart: async () => rendered, evaluateTiltfile },
  );
  expect(findings.map(({ service, key }) => `${service} ${key}`)).toEqual(['mailer service']);
  expect(all).toHaveLength(1);
});
