import { areOtherwisePublished } from '../image-family.ts';
import { programOf, readImage } from '../image.ts';
import { isPlaceholder } from '../kubernetes/variables.ts';
import { defineRule } from '../rule.ts';
import { deployment } from '../rule-examples.ts';

export const imageAgrees = defineRule({
  id: 'image-agrees',
  title: 'Both sides run the same image.',
  category: 'image',
  why: 'Another tag is another version of the program: what was tried under Compose is not what the cluster runs. A tag such as latest may be anything.',
  agrees: {
    compose: 'services:\n  cache:\n    image: docker.io/library/redis:8.2\n',
    cluster: deployment('cache', ['image: redis:8.2']),
  },
  drifts: {
    compose: 'services:\n  cache:\n    image: redis:8.2\n',
    cluster: deployment('cache', ['image: redis:7']),
  },
  judgePair({ compose, cluster }) {
    if (!compose.image || !cluster.image) return [];
    const [one, other] = [readImage(compose.image.value), readImage(cluster.image.value)];
    const said = {
      service: compose.name,
      compose: { at: compose.image.at, value: compose.image.value },
      cluster: { at: cluster.image.at, value: cluster.image.value },
    };
    if (one.repository !== other.repository) {
      // What is built here may be published under another name: whether that is the same cannot be seen.
      const isOwn =
        compose.build !== undefined ||
        (programOf(one) === programOf(other) && !areOtherwisePublished(compose, cluster));
      const isPublished = isOwn || [compose, cluster].some(({ image }) => image && isPlaceholder(image.value));
      return [
        {
          ...said,
          key: 'image',
          severity: isPublished ? 'info' : 'warning',
          message: `Compose runs ${one.repository}, the cluster runs ${other.repository}.`,
          fix: 'Name the same image on both sides.',
        },
      ];
    }
    if (one.digest !== undefined && one.digest === other.digest) return [];
    if (one.tag === other.tag && one.digest === undefined && other.digest === undefined) return [];
    if (one.tag === other.tag) {
      return [
        {
          ...said,
          key: 'image.digest',
          severity: one.digest && other.digest ? 'warning' : 'info',
          message: `The tag ${one.tag} is the same, and ${one.digest && other.digest ? 'the digests differ' : 'only one side says by its digest which image that is'}.`,
          fix: 'Write the same digest on both sides.',
        },
      ];
    }
    return [
      {
        ...said,
        key: 'image.tag',
        severity: 'warning',
        message: `Compose runs version ${one.tag} of ${one.repository}, the cluster runs ${other.tag}.`,
        fix: 'Write the same tag on both sides.',
      },
    ];
  },
});
