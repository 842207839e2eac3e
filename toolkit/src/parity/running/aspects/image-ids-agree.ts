import type { Pair } from '../../match.ts';
import type { Finding } from '../../rule.ts';
import type { RunningImage } from '../snapshot.ts';
import type { RunningRule } from './aspect.ts';

export const imageIdsAgree: RunningRule = {
  id: 'image-ids-agree',
  title: 'Both run the same image: not by its name, but by its digest.',
  category: 'image',
  why: 'A tag may be moved, and a build of yesterday may have the name of that of today. Only a digest says that it is the same files.',
};

/** Whether two containers were made of the same image; undefined: one engine has a name for it that the other has not. */
export function isSameImage(one: RunningImage, other: RunningImage): boolean | undefined {
  const [all, others] = [one, other].map(({ id, manifests }) => [...manifests, ...(id === undefined ? [] : [id])]);
  if (all?.some((each) => others?.includes(each))) return true;
  const haveIds = one.id !== undefined && other.id !== undefined;
  const haveManifests = one.manifests.length > 0 && other.manifests.length > 0;
  return haveIds || haveManifests ? false : undefined;
}

/** What differs in a pair of containers; nothing where one of them has no image to look at. */
export function judgeImages({ compose, cluster }: Pair, one: RunningImage, other: RunningImage): Finding[] {
  if (isSameImage(one, other) !== false) return [];
  const isRenamed = one.name !== other.name;
  return [
    {
      rule: imageIdsAgree.id,
      category: imageIdsAgree.category,
      service: compose.name,
      key: 'image.id',
      severity: 'warning',
      message: isRenamed
        ? `Compose runs ${one.name} (${shortly(one)}), the cluster runs ${other.name} (${shortly(other)}): they are not the same image.`
        : `Both run ${one.name}, and it is not the same image: ${shortly(one)} in Compose, ${shortly(other)} in the cluster.`,
      fix: 'Build or pull it once, bring that one to the cluster, and start both again.',
      compose: { at: compose.at, value: `${one.name} ${anyDigest(one)}` },
      cluster: { at: cluster.at, value: `${other.name} ${anyDigest(other)}` },
    },
  ];
}

const anyDigest = ({ id, manifests: [manifest = ''] }: RunningImage) => id ?? manifest;
/** As docker shows it. */
const shortly = (image: RunningImage) => anyDigest(image).replace('sha256:', '').slice(0, 12);
