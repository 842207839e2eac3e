import { programOf, readImage } from './image.ts';
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
  /** Without anything on the other side. */
  onlyCompose: Service[];
  onlyCluster: Service[];
  /** Names given by --map that nothing has. */
  wrong: string[];
}

/** service=Kind/name[/container]; the kind may be left out. */
export type Mapping = ReadonlyMap<string, string>;

const SURE = 100;
const LEAST = 40;

/** Finds for each service of Compose the container that is it: as told, else by names, images and ports. */
export function match(compose: Side, cluster: Side, map: Mapping): Matching {
  const pairs: Pair[] = [];
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
    if (one && other) take(one, other, 'as --map says');
    else wrong.push(`${name}=${wanted}`);
  }
  const candidates = [...free.compose].flatMap((one) =>
    [...free.cluster].map((other) => ({ one, other, ...likeness(one, other) })),
  );
  for (const { one, other, score, because } of candidates.toSorted((a, b) => b.score - a.score)) {
    if (score >= LEAST && free.compose.has(one) && free.cluster.has(other)) take(one, other, because);
  }
  const order = new Map(compose.services.map((service, index) => [service, index]));
  return {
    pairs: pairs.toSorted((a, b) => (order.get(a.compose) ?? 0) - (order.get(b.compose) ?? 0)),
    onlyCompose: [...free.compose],
    onlyCluster: [...free.cluster],
    wrong,
  };
}

function isNamed({ kind, name, container }: Service, wanted: string): boolean {
  const parts = wanted.split('/');
  const [first = '', second = '', third] = parts.length === 1 ? [kind, ...parts] : parts;
  return first.toLowerCase() === kind.toLowerCase() && second === name && (third === undefined || third === container);
}

/** Of a pod's containers, the one that is the service; the others stand beside it. */
function mainOf(containers: Service[], service: Service): Service | undefined {
  return containers.toSorted((a, b) => likeness(service, b).score - likeness(service, a).score)[0];
}

function likeness(compose: Service, cluster: Service): { score: number; because: string } {
  const names = new Set(compose.hostNames.map(plain));
  const byName =
    names.has(plain(cluster.name)) || cluster.hostNames.some((name) => names.has(plain(name)))
      ? SURE
      : compose.hostNames.some((name) => isPartOf(plain(name), plain(cluster.name)))
        ? LEAST
        : 0;
  const byContainer = names.has(plain(cluster.container)) ? 30 : 0;
  const [one, other] = [compose.image, cluster.image].map((image) => image && readImage(image.value));
  const isSameImage = one && other && (one.repository === other.repository || programOf(one) === programOf(other));
  const byImage = isSameImage ? 35 : 0;
  const ports = new Set(compose.ports.map(({ number }) => number));
  const byPorts = cluster.ports.some(({ number }) => ports.has(number)) ? 10 : 0;
  const reasons = [
    ...(byName === SURE ? ['the same name'] : byName > 0 || byContainer > 0 ? ['a similar name'] : []),
    ...(byImage > 0 ? ['the same image'] : []),
    ...(byPorts > 0 ? ['the same port'] : []),
  ];
  // What ends by itself and what goes on are seldom the same.
  const kinds = compose.runsOnce === cluster.runsOnce ? 0 : -15;
  return { score: byName + byContainer + byImage + byPorts + kinds, because: reasons.join(', ') };
}

const plain = (name: string) => name.toLowerCase().replaceAll('_', '-');

/** web of shop-web, shop-web of web-0: whole words at the beginning or the end. */
function isPartOf(one: string, other: string): boolean {
  const [short, long] = one.length < other.length ? [one, other] : [other, one];
  return long.startsWith(`${short}-`) || long.endsWith(`-${short}`);
}
