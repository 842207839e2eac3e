import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Namespace } from '../../cluster/namespace.ts';
import { startInBackground } from '../../harness/background.ts';
import { freePorts } from '../../harness/ports.ts';
import type { Place } from '../save.ts';
import type { Bench } from './bench.ts';

/** Something else that Tilt runs. */
export interface Peer extends Place {
  stop: () => Promise<void>;
}

/** Tilt's own example for Node.js, as it is, but with this Node, and npm in the place of yarn. */
export async function tiltsExample(bench: Bench, namespace: Namespace, source: string): Promise<Peer> {
  const folder = join(namespace.folder, 'peer');
  cpSync(source, folder, { recursive: true });
  const [port = 0] = await freePorts(1);
  const image = `${bench.run.name}-peer`;
  const changes: Record<string, [RegExp | string, string][]> = {
    Dockerfile: [
      [/^FROM node:\d+/m, 'FROM node:24'],
      [/^ADD yarn\.lock.*$/m, ''],
      ['yarn install', 'npm install'],
    ],
    Tiltfile: [
      ['port_forwards=8000', `port_forwards='${port}:8000'`],
      ['yarn run nodemon', 'npx nodemon'],
      [", './yarn.lock'", ''],
      ['yarn install', 'npm install'],
      ['example-nodejs-image', image],
    ],
    'kubernetes.yaml': [['example-nodejs-image', image]],
  };
  for (const [file, replacements] of Object.entries(changes)) {
    const text = readFileSync(join(folder, file), 'utf8');
    writeFileSync(
      join(folder, file),
      replacements.reduce((made, [from, to]) => made.replace(from, to), text),
    );
  }
  const stop = await start(bench, namespace, folder, port);
  const to = (mark: string) => `time: '${mark}',`;
  return { folder, file: 'index.js', from: /time: [^,]*,/, to, url: `http://localhost:${port}`, stop };
}

/** A file, and a program that reads it for each answer: what Tilt's way into a pod takes by itself. */
export async function bareSync(bench: Bench, namespace: Namespace): Promise<Peer> {
  const folder = join(namespace.folder, 'bare');
  mkdirSync(folder);
  const [port = 0] = await freePorts(1);
  const image = `${bench.run.name}-bare`;
  const pod = { containers: [{ name: 'bare', image, ports: [{ containerPort: 8000 }] }] };
  const labels = { app: 'bare' };
  const files = {
    'text.txt': 'text: none',
    'server.mjs': `import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
createServer((_request, response) => response.end(readFileSync('text.txt'))).listen(8000);\n`,
    Dockerfile: 'FROM node:24-trixie-slim\nWORKDIR /app\nCOPY . .\nCMD ["node", "server.mjs"]\n',
    'kubernetes.json': JSON.stringify({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'bare' },
      spec: { selector: { matchLabels: labels }, template: { metadata: { labels }, spec: pod } },
    }),
    Tiltfile: `docker_build('${image}', '.', live_update=[sync('.', '/app')])
k8s_yaml('kubernetes.json')
k8s_resource('bare', port_forwards='${port}:8000')\n`,
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const stop = await start(bench, namespace, folder, port);
  const to = (mark: string) => `text: ${mark}`;
  return { folder, file: 'text.txt', from: /text: .*/, to, url: `http://localhost:${port}`, stop };
}

async function start({ tilt, run }: Bench, namespace: Namespace, folder: string, port: number) {
  const [page = 0] = await freePorts(1);
  const line = [
    tilt,
    'up',
    '--stream=true',
    '--update-mode=exec',
    '--port',
    String(page),
    '--file',
    join(folder, 'Tiltfile'),
  ];
  const env = { ...namespace.env, TILT_DISABLE_ANALYTICS: '1' };
  const up = await startInBackground(line, { cwd: folder, env, run, started: /Successfully loaded Tiltfile/ });
  await namespace.answers(`http://localhost:${port}`).catch(async (error: unknown) => {
    await up.stop();
    throw new Error(`${String(error)}\n${up.lines.slice(-60).join('\n')}`, { cause: error });
  });
  return () => up.stop();
}
