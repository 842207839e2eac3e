import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { compare } from '../compare.ts';
import type { Example } from '../rule.ts';
import { readTiltResult } from '../tiltfile/read.ts';
import { renderChart } from '../kubernetes/helm.ts';
import { rules } from './index.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'evenkeel parity '));
});
afterEach(() => rmSync(folder, { recursive: true }));

async function findingsOf(example: Example) {
  writeFileSync(join(folder, 'compose.yaml'), example.compose);
  writeFileSync(join(folder, 'manifests.yaml'), example.cluster);
  for (const [name, text] of Object.entries(example.files ?? {})) writeFileSync(join(folder, name), text);
  const tiltfile = { file: join(folder, 'Tiltfile'), isTrusted: true, isTold: true };
  const comparison = {
    compose: { files: [join(folder, 'compose.yaml')], envFiles: [], profiles: [] },
    charts: [],
    manifests: [join(folder, 'manifests.yaml')],
    map: new Map(),
    environment: {},
    ...(example.tilt && { tiltfile }),
  };
  const answer = JSON.stringify({ Manifests: example.tilt }).replaceAll('FOLDER', folder);
  const { findings, unknown } = await compare(comparison, {
    renderChart,
    evaluateTiltfile: async () => readTiltResult(answer, tiltfile, () => undefined),
  });
  expect(unknown).toEqual([]);
  return findings;
}

test.each(rules)('$id finds nothing in its agreeing example, and neither does another rule', async ({ agrees }) => {
  const findings = await findingsOf(agrees);
  expect(findings.filter(({ severity }) => severity !== 'info')).toEqual([]);
});

test.each(rules)('$id finds its drifting example, and no other rule does', async ({ id, category, drifts }) => {
  const findings = (await findingsOf(drifts)).filter(({ severity }) => severity !== 'info');
  expect(findings.map(({ rule }) => rule)).toEqual([id]);
  expect(findings[0]?.category).toBe(category);
  expect(findings[0]?.message).not.toBe('');
});

test('each rule has a file of its name', () => {
  const files = readdirSync(new URL('.', import.meta.url)).filter((file) => !/^index\.|\.test\./.test(file));
  expect(files.toSorted()).toEqual(rules.map(({ id }) => `${id}.ts`).toSorted());
});
