import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cloneOf } from '../../harness/run.ts';
import { freePorts } from '../../harness/ports.ts';
import type { Bench } from './bench.ts';
import { ratio, say, timeOf, until, type Figure } from '../figures.ts';

const ROUNDS = 9;
const TSX = 'tsx@4.21.0';
/** How tsx starts the backend in the image of `withTsx`. */
export const tsx = ['node', '/tsx/node_modules/tsx/dist/cli.mjs', 'backend/src/main.ts', 'api'];

/** The dev image (node:24-trixie-slim with sources and packages) and tsx besides. */
export async function withTsx({ ask, project, run }: Bench): Promise<string> {
  await (await project('tsx', 'dev')).demand(['build', 'backend']);
  const folder = join(run.folder, 'tsx');
  mkdirSync(folder, { recursive: true });
  const steps = [`FROM ${run.name}-backend:dev AS tsx`, 'USER 0', `RUN npm install --prefix /tsx ${TSX}`, 'USER 65532'];
  writeFileSync(join(folder, 'Dockerfile'), `${steps.join('\n')}\n`);
  const image = `${run.name}-tsx:dev`;
  await ask('build', '--tag', image, folder);
  return image;
}

/** `docker run` → first 200, each beside what it is compared with, in turn. */
export async function starts(bench: Bench): Promise<Figure[]> {
  const { ask, run } = bench;
  const data = await bench.project('starts', 'run');
  await data.up('--build');
  const slow = await withTsx(bench);
  const pages = `${run.name}-next:build`;
  await ask(
    'build',
    '--target',
    'build',
    '--tag',
    pages,
    '--file',
    join(cloneOf(run), 'Dockerfile.frontend'),
    cloneOf(run),
  );

  /** The time from the command to the first answer that is well. */
  async function start(image: string, inside: number, path: string, words: string[]): Promise<number> {
    const [port = 0] = await freePorts(1);
    const name = `${data.name}-${port}`;
    const volumes = ['--network', `${data.name}_default`, '--volume', `${data.name}_secrets:/run/evenkeel:ro`];
    const secrets = ['DATABASE_URL', 'BETTER_AUTH_SECRET'].flatMap((key) => [
      '--env',
      `${key}_FILE=/run/evenkeel/${key}`,
    ]);
    const options = [
      ...volumes,
      ...secrets,
      '--env',
      'REDIS_URL=redis://redis:6379',
      '--publish',
      `127.0.0.1:${port}:${inside}`,
    ];
    const [entry, ...rest] = words;
    const program = entry ? ['--entrypoint', entry, image, ...rest] : [image];
    const time = await timeOf(async () => {
      await ask('run', '--detach', '--init', '--name', name, ...options, ...program);
      await until(`${image} answers`, async () => (await fetch(`http://127.0.0.1:${port}${path}`)).status === 200);
    });
    await ask('rm', '--force', '--volumes', name);
    return time;
  }

  async function compare(ours: () => Promise<number>, others: () => Promise<number>) {
    const times: [number[], number[]] = [[], []];
    for (let round = 0; round <= ROUNDS; round += 1) {
      const [a, b] = [await ours(), await others()];
      say(`  ${Math.round(a)} ms, ${Math.round(b)} ms`);
      // The first one fills the page cache.
      if (round === 0) continue;
      times[0].push(a);
      times[1].push(b);
    }
    return times;
  }
  const backend = await compare(
    () => start(`${run.name}-backend:run`, 8000, '/api/health', []),
    () => start(slow, 8000, '/api/health', tsx),
  );
  const frontend = await compare(
    () => start(`${run.name}-frontend:run`, 3000, '/', []),
    () => start(pages, 3000, '/', ['npx', 'next', 'start']),
  );
  await data.down('--volumes');
  return [
    {
      what: '`docker run` backend → first 200, of the same code under tsx',
      limit: '0.5',
      measured: ratio(...backend),
      command:
        'docker run todo-backend:run → GET /api/health; docker run … tsx backend/src/main.ts api, in node:24-trixie-slim',
    },
    {
      what: '`docker run` frontend → first 200, of `npx next start`',
      limit: '0.5',
      measured: ratio(...frontend),
      command: 'docker run todo-frontend:run → GET /; docker run … npx next start, in node:24-trixie-slim',
    },
  ].map((figure) => ({ ...figure, measured: `${figure.measured}, medians of ${ROUNDS}` }));
}
