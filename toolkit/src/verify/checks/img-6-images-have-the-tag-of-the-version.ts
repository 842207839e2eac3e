import type { Finding } from '../check.ts';
import { defineCheck } from '../check.ts';
import { composeOf, runningApps } from '../compose/app-images.ts';
import { unless } from '../found.ts';
import type { Image } from '../compose/image.ts';
import { manifestOf } from '../compose/manifest.ts';

export const imagesHaveTheTagOfTheVersion = defineCheck({
  id: 'IMG-6',
  title: "Images have the tag of the project's version",
  runtimes: ['compose'],
  needs: 'production',

  async gather(context) {
    const project = composeOf(context);
    const { version } = manifestOf(project);
    return { version, images: (await runningApps(project)).map(({ image }) => image) };
  },

  judge: judgeTags,

  saw: ({ images }) => images.map(({ tags }) => tags.join(', ')).join('; '),
});

export function judgeTags({
  version,
  images,
}: {
  version: string;
  images: Pick<Image, 'tags' | 'labels'>[];
}): Finding[] {
  return images.flatMap(({ tags, labels }) => [
    ...unless(
      tags.some((tag) => tag.endsWith(`:${version}`)),
      'The image that runs has the tag of the version.',
      `a tag :${version}`,
      tags.join(', ') || 'no tag: another image has got its names since',
    ),
    ...unless(
      labels['org.opencontainers.image.version'] === version,
      'The label of the image says the version.',
      version,
      labels['org.opencontainers.image.version'] ?? 'no such label',
    ),
  ]);
}
