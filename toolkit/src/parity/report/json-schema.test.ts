import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { compare } from '../compare.ts';
import { jsonReport } from './json.ts';
import { reportSchema } from './json-schema.ts';
import type { Report } from './report.ts';
import { together } from './report.ts';

test('a report with findings, acceptances and what could not be read is as its schema says, twice the same', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'evenkeel json '));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const [compose, manifests] = [join(folder, 'compose.yaml'), join(folder, 'manifests.yaml')];
  writeFileSync(
    compose,
    "services:\n  web: { image: 'web:1', environment: { A: x, B: y }, ports: [{}] }\n  db: { image: 'postgres:17' }\n",
  );
  writeFileSync(
    manifests,
    "apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: web }\nspec: { template: { spec: { containers: [{ name: web, image: 'web:2' }] } } }\n",
  );
  const make = async () => {
    const compared = await compare({
      compose: { files: [compose], envFiles: [], profiles: [] },
      charts: [],
      manifests: [manifests],
      map: new Map(),
      environment: {},
    });
    const report: Report = {
      made: [{ name: '', read: { compose: [compose], cluster: [manifests], notes: [] }, compared }],
      findings: together(compared.findings.map((finding) => ({ name: '', finding }))),
      accepted: compared.findings.slice(0, 1).map((finding) => ({ finding, reason: 'It is meant.' })),
      unused: [{ rule: 'image-agrees', reason: 'It was.' }],
      unknown: compared.unknown,
      durationMs: 1,
    };
    return jsonReport(report, 1);
  };
  const text = await make();
  const { findings, unknown } = reportSchema.parse(JSON.parse(text));
  expect(findings.length).toBeGreaterThan(2);
  expect(unknown).toHaveLength(1);
  expect(await make()).toBe(text);
});
