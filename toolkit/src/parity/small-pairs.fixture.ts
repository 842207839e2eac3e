import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { createColors } from 'picocolors';
import { signsFor } from '../terminal.ts';
import { compare } from './compare.ts';
import { reportOf } from './judge.ts';
import { jsonReport } from './report/json.ts';
import { prettyReport } from './report/pretty.ts';

/** Small pairs of a compose file and manifests in a folder of their own, for the tests of one file. */
export function smallPairs() {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'evenkeel alike '));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  /** A file beside the two. */
  function write(name: string, content: string): void {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }

  /**
   * @param compose its services, without the key above them; or the file, where that was written before
   * @param more other files of manifests that were written before
   */
  async function compared(
    compose: string | { file: string },
    cluster: string,
    environment: Record<string, string> = {},
    more: string[] = [],
  ) {
    const files = [join(folder, 'compose.yaml'), join(folder, 'manifests.yaml')] as const;
    if (typeof compose === 'string') writeFileSync(files[0], `services:\n${compose.replaceAll(/^/gm, '  ')}\n`);
    writeFileSync(files[1], cluster);
    return compare({
      compose: {
        files: [typeof compose === 'string' ? files[0] : join(folder, compose.file)],
        envFiles: [],
        profiles: [],
      },
      charts: [],
      manifests: [files[1], ...more.map((name) => join(folder, name))],
      map: new Map(),
      environment,
    });
  }

  /** Errors and warnings, as `warning web env.A`. */
  async function told(...given: Parameters<typeof compared>): Promise<string[]> {
    const { findings } = await compared(...given);
    return findings
      .filter(({ severity }) => severity !== 'info')
      .map(({ severity, service, key }) => `${severity} ${service} ${key}`);
  }
  /** All that is said of it, for people and for programs. */
  async function report(...given: Parameters<typeof compared>): Promise<string> {
    const made = { name: '', read: { compose: [], cluster: [], notes: [] }, compared: await compared(...given) };
    const all = { ...reportOf([made], [], { only: undefined, counts: () => true }), durationMs: 0 };
    const plain = { colours: createColors(false), signs: signsFor({}), columns: 200 };
    return prettyReport(all, { ...plain, isVerbose: true, isQuiet: false }) + jsonReport(all, 0);
  }
  return { write, compared, told, report };
}

interface Pod {
  kind?: string;
  containers?: string;
  init?: string;
  volumes?: string;
}

/** A workload of one container, or of several. */
export function workload(
  name: string,
  container: string,
  { kind = 'Deployment', init = '', volumes = '', containers = '' }: Pod = {},
) {
  return `apiVersion: apps/v1
kind: ${kind}
metadata: { name: ${name} }
spec:
  template:
    metadata: { labels: { app: ${name} } }
    spec:
      initContainers: [${init}]
      volumes: [${volumes}]
      containers: [{ name: ${name}, ${container} }${containers}]
---
`;
}

/** A Service that leads to the pods of a workload. */
export const service = (name: string, app: string, port: number) => `apiVersion: v1
kind: Service
metadata: { name: ${name} }
spec: { selector: { app: ${app} }, ports: [{ port: ${port} }] }
---
`;
