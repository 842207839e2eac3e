import type { Finding } from '../check.ts';
import { defineCheck } from '../check.ts';
import type { App } from '../compose/app-images.ts';
import { composeOf, runningApps } from '../compose/app-images.ts';
import { unless } from '../found.ts';
import type { Image } from '../compose/image.ts';
import { filesOf } from '../compose/image.ts';
import { manifestOf } from '../compose/manifest.ts';

const LABELS = ['title', 'description', 'version', 'revision', 'licenses'].map(
  (name) => `org.opencontainers.image.${name}`,
);
const PROGRAMS = {
  'a shell': /(^|\/)(sh|bash|dash|ash|zsh|busybox)$/,
  'a package manager': /(^|\/)(npm|npx|yarn|pnpm|corepack|apt|apt-get|dpkg|apk|pip)$/,
  'a secret of a machine': /(^|\/)\.env(\..+)?$/,
  'a source map that pages can ask for': /^(?!.*\/\.next\/server\/).*\.(js|css)\.map$/,
  'a test': /(^|\/)[^/]+\.(test|spec)\.[cm]?[jt]sx?$/,
};

export interface Looked {
  app: App;
  image: Image;
  files: string[];
  onlyForDevelopment: string[];
}

export const theImagesHoldWhatRuns = defineCheck({
  id: 'IMG-3',
  title: 'The images hold what runs, and no more',
  runtimes: ['compose'],
  turn: 'images',
  needs: 'production',

  async gather(context): Promise<Looked[]> {
    const project = composeOf(context);
    const { onlyForDevelopment } = manifestOf(project);
    const running = await runningApps(project);
    return Promise.all(
      running.map(async ({ app, image }) => ({
        app,
        image,
        files: await filesOf(project, image.id),
        onlyForDevelopment,
      })),
    );
  },

  judge: (looked) => looked.flatMap((each) => [...judgeImage(each), ...judgeFiles(each)]),

  saw: (looked) =>
    looked
      .map(({ app, image, files }) => `${app}: ${files.length} files, user ${image.user}, ${image.folder}`)
      .join('; '),
});

export function judgeImage({ app, image }: Pick<Looked, 'app' | 'image'>): Finding[] {
  const where = `the image of the ${app}`;
  const missing = LABELS.filter((name) => !image.labels[name]);
  const [kind, ...words] = image.healthcheck;
  return [
    ...unless(
      /^[1-9]\d*(:\d+)?$/.test(image.user),
      'The program runs as a user with a number, who is not root.',
      'USER with a number above 0',
      image.user === '' ? 'no USER' : `USER ${image.user}`,
      where,
    ),
    ...unless(image.folder.length > 1, 'The folder that it works in is set.', 'WORKDIR', image.folder || 'none', where),
    ...unless(
      kind === 'CMD' && /healthcheck/.test(words.join(' ')),
      "HEALTHCHECK is the image's own command.",
      'HEALTHCHECK CMD […, healthcheck…]',
      image.healthcheck.join(' ') || 'none',
      where,
    ),
    ...unless(
      missing.length === 0,
      'Labels say what it is.',
      LABELS.join(', '),
      `without ${missing.join(', ')}`,
      where,
    ),
  ];
}

export function judgeFiles({
  app,
  files,
  onlyForDevelopment,
}: Pick<Looked, 'app' | 'files' | 'onlyForDevelopment'>): Finding[] {
  const first = (what: string, match: (file: string) => boolean): Finding[] => {
    const hits = files.filter(match);
    const came = hits.length > 1 ? `/${hits[0]} and ${hits.length - 1} more` : `/${hits[0]}`;
    return unless(
      hits.length === 0,
      `There is ${what} in no image that runs.`,
      'none',
      came,
      `the image of the ${app}`,
    );
  };
  const folders = onlyForDevelopment.map((name) => `node_modules/${name}/`);
  return [
    ...Object.entries(PROGRAMS).flatMap(([what, pattern]) => first(what, (file) => pattern.test(file))),
    ...first('a package that only development needs', (file) => folders.some((folder) => file.includes(folder))),
  ];
}
