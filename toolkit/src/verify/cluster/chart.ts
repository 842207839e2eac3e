import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parse, parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { find } from '../../system/ask.ts';
import type { Environment } from '../../environment.ts';
import type { Objects } from './objects.ts';
import { readObjects } from './objects.ts';
import type { Programs } from './programs.ts';
import { whyItFailed } from './programs.ts';

export const charts = ['data', 'backend', 'frontend'] as const;
export type ChartName = (typeof charts)[number];

/** A chart of the project as it is for whoever sets nothing. */
export interface Chart {
  name: ChartName;
  version: string;
  appVersion: string;
  values: unknown;
  objects: Objects;
  /** What it says after an installation. */
  notes: string;
}

/** @returns why the project's charts cannot be looked at; undefined when they can */
export function whyNoCharts(root: string, environment: Environment): string | undefined {
  if (!charts.every((name) => existsSync(join(root, 'helm', name, 'Chart.yaml')))) {
    return `there are no charts data, backend and frontend in ${join(root, 'helm')}`;
  }
  return find('helm', environment['PATH']) === undefined
    ? 'there is no helm on this machine: evenkeel doctor cluster says how to install it'
    : undefined;
}

const NOWHERE = 'evenkeel-verify-nowhere';
const chartFile = z.object({ version: z.string(), appVersion: z.string() });
const dryRun = z.object({ manifest: z.string(), info: z.object({ notes: z.string() }) });

/** Renders a chart for a namespace that has nothing in it yet: what others own there would be in its way. */
export async function readChart(programs: Programs, name: ChartName): Promise<Chart> {
  const folder = `helm/${name}`;
  const say = async (args: string[]) => {
    const said = await programs.helm(args);
    if (said.code !== 0) throw whyItFailed('helm', args, said, programs);
    return said.out;
  };
  const [chart, values, rendered] = await Promise.all([
    say(['show', 'chart', folder]),
    say(['show', 'values', folder]),
    say(['install', name, folder, '--dry-run=client', '--output', 'json', '--namespace', NOWHERE]),
  ]);
  const { manifest, info } = dryRun.parse(JSON.parse(rendered));
  return {
    name,
    ...chartFile.parse(parse(chart)),
    values: parse(values),
    objects: readManifest(manifest),
    notes: info.notes,
  };
}

/** Reads the documents that a chart renders. */
export function readManifest(text: string): Objects {
  return readObjects(parseAllDocuments(text).map((document) => document.toJS() as unknown));
}
