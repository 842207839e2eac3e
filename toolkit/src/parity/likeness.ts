import { familyOf } from './image-family.ts';
import { programOf, readImage } from './image.ts';
import type { Service } from './model.ts';

/** How much speaks for two services being one; from `LEAST` on they are taken for it. */
export interface Likeness {
  score: number;
  /** In words, the surest first. */
  because: string;
}

const SURE = 100;
export const LEAST = 40;

/**
 * Compares a service of Compose with a container of the cluster.
 * @param isOnlyOne each is the only one of its side to run a well-known program, or an image
 * @param isOneOfSeveral the container is not the only one of its pod: it is known by its own name then
 */
export function likeness(compose: Service, cluster: Service, isOnlyOne = false, isOneOfSeveral = false): Likeness {
  const [one, other] = [traitsOf(compose), traitsOf(cluster)];
  const byName = cluster.isInit ? 0 : likenessOfNames(one, other);
  const isContainer = one.joined.has(other.container.replaceAll('-', ''));
  const byContainer =
    isContainer || (byName === 0 && isBuiltAs(one, other)) ? (isContainer && isOneOfSeveral ? 60 : 30) : 0;
  const isSameImage =
    one.program !== undefined && (one.repository === other.repository || one.program === other.program);
  const isSameFamily = one.family === other.family;
  const byImage = isSameImage || (isSameFamily && one.family !== undefined) ? 35 : 0;
  const byPorts = other.ports.some((port) => one.ports.includes(port)) ? 10 : 0;
  // What ends by itself and what goes on are seldom the same, and neither are a program and its database.
  const kinds =
    (compose.runsOnce === cluster.runsOnce ? 0 : -15) +
    (isSameFamily || !one.program || !other.program ? 0 : -20) +
    (cluster.isInit ? -10 : 0);
  const score = byName + byContainer + byImage + byPorts + kinds + (isOnlyOne && isSameFamily ? 10 : 0);
  // Most are not: words are made for the few that are.
  if (score < LEAST) return { score, because: '' };
  const reasons = [
    ...(byName === SURE ? ['the same name'] : byName > 0 || byContainer > 0 ? ['a similar name'] : []),
    ...(isSameImage ? ['the same image'] : byImage > 0 ? ['the same program'] : []),
    ...(byPorts > 0 ? ['the same port'] : []),
  ];
  return { score, because: reasons.join(', ') };
}

interface Traits {
  /** By which others reach it, and its own. */
  names: Set<string>;
  /** The same in one word: orderservice is order-service. */
  joined: Set<string>;
  /** The same words in one order: catalog-postgres is postgres-catalog. */
  sorted: Set<string>;
  own: string;
  container: string;
  repository: string | undefined;
  program: string | undefined;
  /** The folder that it is built in. */
  folder: string | undefined;
  family: string | undefined;
  ports: number[];
}

/** Each service is compared with all of the other side. */
const known = new WeakMap<Service, Traits>();

function traitsOf(service: Service): Traits {
  const before = known.get(service);
  if (before) return before;
  const names = new Set([service.name, ...service.hostNames].map(plain));
  const image = service.image && readImage(service.image.value);
  const traits: Traits = {
    names,
    joined: new Set([...names].map((name) => name.replaceAll('-', ''))),
    sorted: new Set([...names].map((name) => name.split('-').toSorted().join('-'))),
    own: plain(service.name),
    container: plain(service.container),
    repository: image?.repository,
    program: image && programOf(image),
    folder: folderOf(service.build?.context),
    family: familyOf(service),
    ports: [...new Set(service.ports.map(({ number }) => number))],
  };
  known.set(service, traits);
  return traits;
}

function likenessOfNames(one: Traits, other: Traits): number {
  if (haveOneInCommon(one.names, other.names)) return SURE;
  if (haveOneInCommon(one.joined, other.joined)) return SURE - 10;
  if (haveOneInCommon(one.sorted, other.sorted)) return SURE - 20;
  for (const name of [...one.names, ...one.joined]) if (isPartOf(name, other.own)) return LEAST;
  return 0;
}

/** A service api that is built in backend/ is the Deployment shop-backend, or that of an image shop-backend. */
function isBuiltAs({ folder }: Traits, { own, container, program }: Traits): boolean {
  if (folder === undefined) return false;
  return [own, container, plain(program ?? '')].some((name) => name === folder || isPartOf(folder, name));
}

/** Folders that many have say nothing. */
function folderOf(context: string | undefined): string | undefined {
  const folder = plain(context?.split('/').findLast((part) => part !== '' && part !== '.') ?? '');
  return ['', 'app', 'src', 'docker', 'server', 'build', '--'].includes(folder) ? undefined : folder;
}

function haveOneInCommon(some: ReadonlySet<string>, others: ReadonlySet<string>): boolean {
  for (const each of some) if (others.has(each)) return true;
  return false;
}

/** One form of names that people write differently: shop_db, Shop.DB; migration, migrate. */
const plain = (name: string) =>
  name
    .toLowerCase()
    .replaceAll(/[_.]/g, '-')
    .replaceAll(/\bmigrat(?:ions?|or)\b/g, 'migrate');

/** web of shop-web, shop-web of web-0, web of shop-web-deployment: whole words. */
function isPartOf(one: string, other: string): boolean {
  if (one.length === other.length) return false;
  const [short, long] = one.length < other.length ? [one, other] : [other, one];
  return `-${long}-`.includes(`-${short}-`) || isRun(short, long);
}

/** celerybeat of shop-celery-beat: whole words, written as one. */
function isRun(short: string, long: string): boolean {
  const words = long.split('-');
  return words.some((_, from) =>
    words.slice(from + 1).some((__, more) => words.slice(from, from + more + 2).join('') === short),
  );
}
