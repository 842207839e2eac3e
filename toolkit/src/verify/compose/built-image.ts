import type { CheckContext, Finding } from '../check.ts';
import { defineCheck } from '../check.ts';
import type { App } from './app-images.ts';
import { composeOf, runningApps } from './app-images.ts';
import { found, unless } from '../found.ts';
import type { Image } from './image.ts';
import { inspectImage } from './image.ts';
import { linesOf } from '../program.ts';

const BUILD_LIMIT_MS = 300_000;

export interface Built {
  app: App;
  limitMb: number;
  ms: number;
  /** The last words of a build that has failed. */
  failure: string | undefined;
  image: Image | undefined;
  /** What runs, of the same Dockerfile. */
  running: Image;
}

/** The rows IMG-1 and IMG-2: the image is built as the row says, within its limits. */
export function builtImage(id: string, title: string, { app, limitMb }: { app: App; limitMb: number }) {
  return defineCheck({
    id,
    title,
    runtimes: ['compose'],
    turn: 'images',
    needs: 'production',
    timeLimitMs: BUILD_LIMIT_MS + 60_000,
    gather: (context: CheckContext) => build(context, app, limitMb),
    judge: judgeBuilt,
    saw: ({ image, ms }: Built) =>
      `docker build -f Dockerfile.${app} . in ${(ms / 1000).toFixed(1)} s (Docker keeps what has not changed): ${megabytes(image)} MB`,
  });
}

async function build(context: CheckContext, app: App, limitMb: number): Promise<Built> {
  const project = composeOf(context);
  const running = (await runningApps(project)).find((each) => each.app === app)?.image as Image;
  const began = context.now();
  const said = await project.docker(['build', '--quiet', '--file', `Dockerfile.${app}`, '.']);
  const ms = context.now() - began;
  if (said.code !== 0) {
    return { app, limitMb, ms, failure: linesOf(said.err).slice(-3).join(' '), image: undefined, running };
  }
  const image = await inspectImage(project, said.out.trim());
  // Its layers are those that others use; only the name that nobody knows goes.
  if (image.tags.length === 0) await project.docker(['image', 'rm', image.id]);
  return { app, limitMb, ms, failure: undefined, image, running };
}

export function judgeBuilt({ app, limitMb, ms, failure, image, running }: Built): Finding[] {
  const command = `docker build -f Dockerfile.${app} .`;
  if (!image) return found('The image is built.', 'a build that ends well', failure ?? 'a failure', command);
  const program = ({ entrypoint, command: words, user }: Image) => JSON.stringify([entrypoint, words, user]);
  return [
    ...unless(ms <= BUILD_LIMIT_MS, 'The build is quick.', 'less than 5 min', `${Math.round(ms / 1000)} s`, command),
    ...unless(
      image.sizeBytes < limitMb * 1e6,
      'The image is small.',
      `less than ${limitMb} MB`,
      `${megabytes(image)} MB`,
      command,
    ),
    ...unless(
      program(image) === program(running),
      'Without a target the build makes the image of production.',
      program(running),
      program(image),
      command,
    ),
  ];
}

const megabytes = (image: Image | undefined) => Math.round((image?.sizeBytes ?? 0) / 1e6);
