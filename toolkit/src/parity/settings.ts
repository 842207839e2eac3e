import { existsSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { z } from 'zod';
import { FILE } from '../native/read-config.ts';
import { parseYamlFile } from '../yaml-file.ts';
import { categories } from './rule.ts';
import { rules } from './rules/index.ts';
import { runningRules } from './running/aspects/index.ts';

const ruleId = z.enum([...rules, ...runningRules].map(({ id }) => id));

const chart = z.strictObject({
  path: z.string().describe('Folder of the chart, seen from this file.'),
  release: z.string().optional().describe("Name of the release; without it, the folder's."),
  values: z.array(z.string()).default([]).describe('Files of values, the later over the earlier.'),
  set: z.array(z.string()).default([]).describe('Single values: key=value.'),
});

const comparison = z.strictObject({
  compose: z.array(z.string()).optional().describe('Compose files, the later over the earlier.'),
  env_files: z.array(z.string()).default([]).describe("Variables of the compose file, in .env's place."),
  environment: z.record(z.string(), z.string()).default({}).describe('Variables that win over files.'),
  profiles: z.array(z.string()).default([]).describe('Profiles of Compose that are active.'),
  charts: z.array(chart).optional(),
  manifests: z.array(z.string()).optional().describe('Manifests, folders of them, kustomizations.'),
  tiltfile: z.string().optional().describe('A Tiltfile, or none; without it, that of this folder.'),
  map: z.record(z.string(), z.string()).default({}).describe('service: Kind/name, where names differ.'),
});

const acceptance = z.strictObject({
  rule: ruleId.optional(),
  category: z.enum(categories).optional(),
  service: z.string().optional().describe('Of Compose; without it, every one.'),
  key: z.string().optional().describe('What of it: env.NAME, port:8080, volume:/data; * stands for anything.'),
  in: z
    .string()
    .optional()
    .describe('The comparison; of copies that run a runtime, or two: compose,cluster. Without it, every one.'),
  reason: z.string().min(1).describe('Why the sides may differ.'),
});

const pathOfUrl = z.string().startsWith('/');

const running = z.strictObject({
  seed: z
    .record(z.string(), z.string())
    .default({})
    .describe(
      'By table, the condition (SQL) of the rows that the seed writes: others are of people, and not compared.',
    ),
  openapi: z
    .partialRecord(z.enum(['frontend', 'backend']), pathOfUrl)
    .default({})
    .describe('Which service answers with its OpenAPI document, and at which path.'),
  headers: z
    .partialRecord(z.enum(['frontend', 'backend']), z.array(pathOfUrl))
    .default({})
    .describe('By service, paths whose status and headers are compared.'),
});

/** The section `parity` of evenkeel.yaml. */
export const paritySection = z.strictObject({
  comparisons: z
    .record(z.string(), comparison)
    .default({})
    .describe('What is compared with what, by names of your own; without any, what is found.'),
  running: running
    .default(running.parse({}))
    .describe('What is asked of copies that run, by `evenkeel parity --running`, besides their containers.'),
  accept: z.array(acceptance).default([]).describe('Differences that are meant, each with its reason.'),
});

export type ParitySettings = z.output<typeof paritySection>;
export type ComparisonSettings = z.output<typeof comparison>;
export type Acceptance = z.output<typeof acceptance>;
export type RunningSettings = z.output<typeof running>;

const file = z.looseObject({ parity: paritySection.default(paritySection.parse({})) });

/**
 * What a folder's evenkeel.yaml says of its comparison; nothing where it has none.
 * @throws KnownProblem that names every mistake with file:line
 */
export function readParitySettings(folder: string): ParitySettings {
  const path = join(folder, FILE);
  if (!existsSync(path)) return paritySection.parse({});
  return parseYamlFile(file, readFileSync(path, 'utf8'), relative('.', path)).parity;
}
