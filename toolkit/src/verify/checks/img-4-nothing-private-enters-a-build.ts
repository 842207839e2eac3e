import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Finding } from '../check.ts';
import { defineCheck } from '../check.ts';
import { apps, composeOf, runningApps } from '../compose/app-images.ts';
import { unless } from '../found.ts';
import { filesOf, listArchive } from '../compose/image.ts';

/** What lies about on a machine and must not enter a build, nor an image. */
const PRIVATE = [
  'node_modules/left-pad/index.js',
  'backend/node_modules/left-pad/index.js',
  '.git/config',
  '.env',
  '.env.local',
  'backend/.env',
  'frontend/.env.production',
  'frontend/.next/BUILD_ID',
  'backend/dist/main.js',
  'toolkit/dist/cli.js',
  'coverage/index.html',
  'frontend/coverage/index.html',
  '.evenkeel/secrets.json',
  'frontend/tsconfig.tsbuildinfo',
  'npm-debug.log',
];
const NEEDED = [
  'package.json',
  'package-lock.json',
  'backend/src/main.ts',
  'frontend/package.json',
  'prisma/schema.prisma',
];
const IN_IMAGES = /^(app\/)?(.*\/)?(\.git|\.evenkeel|coverage)\/|(^|\/)(\.env[^/]*|[^/]+\.tsbuildinfo)$/;

export interface Entered {
  /** What a build saw of a folder with all of the above. */
  context: string[];
  images: { app: string; files: string[] }[];
}

export const nothingPrivateEntersABuild = defineCheck({
  id: 'IMG-4',
  title: 'Nothing private enters a build',
  runtimes: ['compose'],
  turn: 'images',
  needs: 'production',

  async gather(context): Promise<Entered> {
    const project = composeOf(context);
    const running = await runningApps(project);
    const images = running.map(async ({ app, image }) => ({ app, files: await filesOf(project, image.id) }));
    return { context: await buildContextOf(project.root), images: await Promise.all(images) };
  },

  judge: judgeEntered,

  saw: ({ context }) =>
    `a build of a folder with ${PRIVATE.length} private files saw ${context.filter((name) => !name.endsWith('/')).length} files, none of them; nor do ${apps.join(' and ')} hold any`,
});

export function judgeEntered({ context, images }: Entered): Finding[] {
  const entered = PRIVATE.filter((name) => context.includes(name));
  const lost = NEEDED.filter((name) => !context.includes(name));
  return [
    ...unless(
      entered.length === 0,
      '.dockerignore keeps out what is private.',
      'none',
      entered.join(', '),
      '.dockerignore',
    ),
    ...unless(
      lost.length === 0,
      '.dockerignore lets in what a build needs.',
      lost.join(', '),
      'kept out',
      '.dockerignore',
    ),
    ...images.flatMap(({ app, files }) => {
      const hits = files.filter((name) => IN_IMAGES.test(name) && !/node_modules/.test(name));
      return unless(
        hits.length === 0,
        'No image holds what is private.',
        'none',
        hits.slice(0, 3).join(', '),
        `the image of the ${app}`,
      );
    }),
  ];
}

/** What a Dockerfile can copy, of a folder that has the project's .dockerignore and files of every kind. */
async function buildContextOf(root: string): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'evenkeel-context-'));
  try {
    cpSync(join(root, '.dockerignore'), join(folder, '.dockerignore'));
    for (const name of [...PRIVATE, ...NEEDED]) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), '');
    }
    const args = ['build', '--quiet', '--output', 'type=tar,dest=-', '--file', '-', folder];
    const build = spawn('docker', args, { stdio: ['pipe', 'pipe', 'ignore'] });
    build.stdin.end('FROM scratch\nCOPY . /\n');
    return await listArchive(build);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
