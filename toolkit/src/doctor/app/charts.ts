import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { readIfThere } from '../../system/files.ts';

const values = z.object({
  image: z.object({ repository: z.string(), tag: z.coerce.string() }).optional(),
  service: z.object({ nodePort: z.int().optional() }).optional(),
});

/** What the project's charts would install, without anybody's values. */
export interface Charts {
  images: string[];
  /** By the name of the chart, which is that of its Service. */
  nodePorts: ReadonlyMap<string, number>;
}

/** Reads the values.yaml of each chart in the project's folder `helm`. */
export function readCharts(root: string): Charts {
  const charts = folders(join(root, 'helm')).flatMap((name) => {
    const text = readIfThere(join(root, 'helm', name, 'values.yaml'));
    const read = values.safeParse(text === undefined ? undefined : parse(text));
    return read.success ? [{ name, ...read.data }] : [];
  });
  return {
    images: charts.flatMap(({ image }) => (image ? [`${image.repository}:${image.tag}`] : [])),
    nodePorts: new Map(
      charts.flatMap(({ name, service }) =>
        service?.nodePort === undefined ? [] : [[name, service.nodePort] as const],
      ),
    ),
  };
}

function folders(path: string): string[] {
  try {
    return readdirSync(path, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));
  } catch {
    return [];
  }
}
