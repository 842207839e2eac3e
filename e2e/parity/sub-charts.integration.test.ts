import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { processEnvironment } from '../../toolkit/src/environment.ts';
import { renderChart } from '../../toolkit/src/parity/kubernetes/helm.ts';
import { requirement } from '../requirements.ts';

const helm = requirement('helm');
const title = helm.available ? '' : ` (not run: ${helm.reason})`;

const web = (name: string) => `apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name} }
spec: { template: { spec: { containers: [{ name: web, image: "web:{{ .Values.tag }}" }] } } }
`;

function chart(files: Record<string, string>): string {
  const folder = join(mkdtempSync(join(tmpdir(), 'evenkeel charts ')), 'shop');
  onTestFinished(() => rmSync(join(folder, '..'), { recursive: true }));
  mkdirSync(join(folder, 'templates'), { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

const render = (folder: string, set: string[] = []) =>
  renderChart({ folder, release: 'shop', values: [], set }, processEnvironment());

describe.runIf(helm.available)(`charts that are not whole${title}`, () => {
  const files = {
    'Chart.yaml': `apiVersion: v2
name: shop
version: 1.0.0
dependencies:
  - { name: postgresql, version: 16.x.x, repository: "https://charts.example", condition: postgresql.enabled }
  - { name: redis, alias: cache, version: 20.x.x, repository: "https://charts.example", condition: cache.enabled }
`,
    'values.yaml': 'tag: "1"\npostgresql: { enabled: true }\ncache: { enabled: false, fullnameOverride: kept }\n',
    'templates/web.yaml': web('web'),
  };

  test('without the charts that it needs, the rest is rendered; what is switched off is not missed', async () => {
    const folder = chart(files);
    const before = readdirSync(tmpdir()).filter((name) => name.startsWith('evenkeel-chart-'));
    const { objects, unknown, missing } = await render(folder);
    expect(objects.map(({ kind, name, at }) => `${kind}/${name} ${at.file}:${at.line}`)).toEqual([
      `Deployment/web ${join(folder, 'templates/web.yaml')}:1`,
    ]);
    expect(unknown.map(({ at, part }) => `${part} ${at.file}:${at.line}`)).toEqual([
      `postgresql ${join(folder, 'Chart.yaml')}:5`,
    ]);
    expect(missing?.[0]?.hostNames).toContain('shop-postgresql');
    expect(readdirSync(tmpdir()).filter((name) => name.startsWith('evenkeel-chart-'))).toEqual(before);
  });

  test('--set may switch a chart on, and its alias is its name', async () => {
    const { missing } = await render(chart(files), ['cache.enabled=true', 'postgresql.enabled=false']);
    expect(missing?.map(({ name }) => name)).toEqual(['cache']);
    expect(missing?.[0]?.hostNames).toContain('kept-master');
  });

  test('a template that fails is told with its line, whatever else is missing', async () => {
    const folder = chart({ ...files, 'templates/bad.yaml': '\n{{ fail "not like this" }}\n' });
    const { objects, unknown } = await render(folder);
    expect(objects).toEqual([]);
    expect(unknown[0]).toMatchObject({ at: { file: join(folder, 'templates/bad.yaml'), line: 2 } });
    expect(unknown[0]?.message).toContain('not like this');
  });

  test('a template that calls itself for ever is told in a few lines', async () => {
    const loop = '{{ define "a" }}{{ include "a" . }}{{ end }}{{ include "a" . }}';
    const { unknown } = await render(chart({ ...files, 'templates/loop.yaml': loop }));
    expect(unknown[0]?.message.length).toBeLessThan(600);
  });

  test('values that are no YAML are told', async () => {
    const folder = chart({ ...files, 'bad.yaml': 'a: [1\n' });
    const { unknown } = await renderChart(
      { folder, release: 'shop', values: [join(folder, 'bad.yaml')], set: [] },
      processEnvironment(),
    );
    expect(unknown[0]?.message).toMatch(/failed to parse .*bad\.yaml/);
  });

  test('500 objects of one template lead back to their own lines in it', async () => {
    const names = Array.from({ length: 500 }, (_, index) => `web-${index}`);
    const folder = chart({ ...files, 'templates/web.yaml': names.map(web).join('---\n') });
    const { objects } = await render(folder);
    expect(objects.map(({ name, at }) => `${name}:${at.line}`)).toEqual(
      names.map((name, index) => `${name}:${index * 5 + 1}`),
    );
  });

  test('without helm that is said', async () => {
    const { unknown } = await renderChart({ folder: chart(files), release: 'shop', values: [], set: [] }, { PATH: '' });
    expect(unknown[0]?.message).toContain('there is no helm program');
  });
});
