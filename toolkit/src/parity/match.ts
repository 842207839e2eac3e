import { familyOf } from './image-family.ts';
import { readImage } from './image.ts';
import { LEAST, likeness } from './likeness.ts';
import type { Service, Side } from './model.ts';

/** A service of Compose with what runs it in the cluster. */
export interface Pair {
  compose: Service;
  cluster: Service;
  /** Why they are one: in words, the surest first. */
  because: string;
}

export interface Matching {
  pairs: Pair[];
  /** Services of Compose that run in the cluster by a chart that was not read. */
  unread: Pair[];
  /** Without anything on the other side. */
  onlyCompose: Service[];
  onlyCluster: Service[];
  /** Names given by --map that nothing has. */
  wrong: string[];
}

/** service=Kind/name[/container]; the kind may be left out. */
export type Mapping = ReadonlyMap<string, string>;

/** Finds for each service of Compose the container that is it: as told, else by names, images and ports. */
export function match(compose: Side, cluster: Side, map: Mapping): Matching {
  const pairs: Pair[] = [];
  const unread: Pair[] = [];
  const wrong: string[] = [];
  const free = { compose: new Set(compose.services), cluster: new Set(cluster.services) };
  const take = (one: Service, other: Service, because: string) => {
    pairs.push({ compose: one, cluster: other, because });
    free.compose.delete(one);
    free.cluster.delete(other);
  };
  for (const [name, wanted] of map) {
    const one = compose.services.find((service) => service.name === name);
    const others = cluster.services.filter((service) => isNamed(service, wanted));
    const other = one && mainOf(others, one);
    const lost = one && cluster.unread.find(({ hostNames }) => hostNames.includes(wanted.split('/')[1] ?? wanted));
    if (one && other) take(one, other, 'as --map says');
    else if (one && lost) {
      unread.push({ compose: one, cluster: lost, because: 'as --map says' });
      free.compose.delete(one);
    } else if (!one || !cluster.isPartial) wrong.push(`${name}=${wanted}`);
  }
  const only = [familyOf, ownImageOf].map((keyOf) => ({
    keyOf,
    compose: onlyOnes(compose, keyOf),
    cluster: onlyOnes(cluster, keyOf),
  }));
  const isOnlyOne = (one: Service, other: Service) =>
    only.some(
      ({ keyOf, ...sides }) => sides.compose.has(one) && sides.cluster.has(other) && keyOf(one) === keyOf(other),
    );
  const candidates = [];
  for (const one of free.compose) {
    for (const other of free.cluster) {
      const { score, because } = likeness(one, other, isOnlyOne(one, other), isOneOfSeveral(other, cluster));
      if (score >= LEAST) candidates.push({ one, other, score, because });
    }
  }
  for (const { one, other, because } of candidates.toSorted((a, b) => b.score - a.score)) {
    if (free.compose.has(one) && free.cluster.has(other)) take(one, other, because);
  }
  const [last, ...others] = [...free.compose].filter(isProgram);
  const [lastThere, ...othersThere] = [...free.cluster].filter(isProgram);
  if (last && lastThere && others.length + othersThere.length === 0 && haveSamePort(last, lastThere))
    take(last, lastThere, 'the only ones that are left, the same port');
  for (const other of cluster.unread.filter((each) => !unread.some((pair) => pair.cluster === each))) {
    const scored = [...free.compose].map((one) => ({ one, ...likeness(one, other, true) }));
    const [best] = scored.filter(({ score }) => score >= LEAST).toSorted((a, b) => b.score - a.score);
    if (!best) continue;
    free.compose.delete(best.one);
    unread.push({ compose: best.one, cluster: other, because: best.because });
  }
  const order = new Map(compose.services.map((service, index) => [service, index]));
  return {
    pairs: pairs.toSorted((a, b) => (order.get(a.compose) ?? 0) - (order.get(b.compose) ?? 0)),
    unread,
    onlyCompose: [...free.compose],
    // A step of a pod's start is no part of its own: what it does may be in the image, or in the order of a start.
    onlyCluster: [...free.cluster].filter(({ isInit }) => !isInit),
    wrong,
  };
}

/** Whether its pod has other containers that go on. */
const isOneOfSeveral = ({ kind, name, container }: Service, { services }: Side) =>
  services.some((each) => each.kind === kind && each.name === name && each.container !== container && !each.isInit);

function isNamed({ kind, name, container }: Service, wanted: string): boolean {
  const parts = wanted.split('/');
  const [first = '', second = '', third] = parts.length === 1 ? [kind, ...parts] : parts;
  return first.toLowerCase() === kind.toLowerCase() && second === name && (third === undefined || third === container);
}

/** Of a pod's containers, the one that is the service; the others stand beside it. */
function mainOf(containers: Service[], service: Service): Service | undefined {
  return containers.toSorted((a, b) => likeness(service, b).score - likeness(service, a).score)[0];
}

/** What goes on, and is of these people: not a database, a job or a step of a start. */
const isProgram = (service: Service) =>
  !service.isInit &&
  !service.runsOnce &&
  !service.isOptional &&
  familyOf(service) === undefined &&
  (service.side === 'cluster' || service.build !== undefined);

const haveSamePort = (one: Service, other: Service) =>
  one.ports.some(({ number }) => other.ports.some((each) => each.number === number));

type KeyOf = (service: Service) => string | undefined;

/** The image of a publisher: what everybody builds on (nginx, python) says nothing of what is run. */
function ownImageOf({ image }: Service): string | undefined {
  const repository = image && readImage(image.value).repository;
  return repository?.includes('/') ? repository : undefined;
}

/** Those that are the only one of their side to run a well-known program, or an image. */
function onlyOnes({ services }: Side, keyOf: KeyOf): Set<Service> {
  const only = new Map<string, Service | undefined>();
  for (const service of services) {
    const key = service.isInit ? undefined : keyOf(service);
    if (key !== undefined) only.set(key, only.has(key) ? undefined : service);
  }
  return new Set([...only.values()].filter((service) => service !== undefined));
}
