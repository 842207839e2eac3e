import { readImage } from '../image.ts';
import type { Pair } from '../match.ts';
import type { Facts } from '../rule.ts';
import type { Resource, TiltBuild } from './read.ts';

/** The resource of a Tiltfile that runs a service: by its workload, or by the service of a compose file. */
export function resourceOf({ compose, cluster }: Pair, { tilt }: Facts): Resource | undefined {
  const workload = `${cluster.kind}/${cluster.name}`;
  return tilt?.resources.find(
    ({ workloads, service }) => service === compose.name || workloads.some((each) => isSame(each, workload)),
  );
}

/** A Job may have a number at its end that its release gives it. */
const isSame = (one: string, other: string) => one.replace(/-\d+$/, '') === other.replace(/-\d+$/, '');

/** How a Tiltfile builds what a service runs. */
export function buildOf(pair: Pair, facts: Facts): TiltBuild | undefined {
  const names = [pair.cluster.image, pair.compose.image].flatMap((image) =>
    image ? [readImage(image.value).repository] : [],
  );
  return resourceOf(pair, facts)?.builds.find(({ image }) => names.includes(readImage(image).repository));
}
