import { useOf } from './sources/uses.ts';
import { readImage } from './image.ts';
import type { Pair } from './match.ts';
import type { Service, Variable } from './model.ts';
import type { Facts } from './rule.ts';

/**
 * Whether a variable that comes with a whole config map or file is rather another program's. Several programs get all of
 * it; what the other side gives to none of them is missed by one of them at least: by those that ask for it, else by the
 * one that has most of its variables on the other side, too, unless its sources ask for others of them and not for this.
 */
export function isMeantForOthers(
  key: string,
  { comesWith, reference }: Variable,
  one: Service,
  { pairs, cluster: side }: Facts,
): boolean {
  if (comesWith === undefined) return false;
  // Somebody else asks for this very key.
  const asksFor = ({ variables }: Service) =>
    [...variables.values()].some((each) => each.comesWith === undefined && each.reference === reference);
  if (one.side === 'cluster' && reference !== undefined && side.services.some(asksFor)) return true;
  const users = pairs.filter((pair) => pair[one.side].variables.get(key)?.comesWith === comesWith);
  const isOwn = (pair: Pair) => pair[one.side].name === one.name && pair[one.side].container === one.container;
  const own = pairs.find(isOwn);
  // Its own sources say so, whoever else has it.
  if (own && hasOwnSources(own, pairs) && useOf(key, own.compose) !== undefined) return false;
  const having = pairs.filter(
    (pair) => !isOwn(pair) && pair.compose.variables.has(key) && pair.cluster.variables.has(key),
  );
  // A worker wants what the API of the same image is given.
  const isSameProgram = (pair: Pair) => own !== undefined && programOf(pair.cluster) === programOf(own.cluster);
  if (one.side === 'compose' && having.some(isSameProgram)) return false;
  if (having.length > 0) return true;
  if (new Set(users.map(({ cluster }) => programOf(cluster))).size < 2) return false;
  const asks = (pair: Pair, name: string) => hasOwnSources(pair, pairs) && useOf(name, pair.compose) !== undefined;
  const asking = users.filter((pair) => asks(pair, key));
  const shared = (pair: Pair) => sharedNames(pair, one, comesWith);
  // Who waits for others is rather a program than what it waits for.
  const [most] = users.toSorted((a, b) => shared(b) - shared(a) || b.compose.after.length - a.compose.after.length);
  const names = most ? [...most[one.side].variables].filter(([, each]) => each.comesWith === comesWith) : [];
  const isTold = most !== undefined && names.some(([name]) => asks(most, name));
  const likely = asking.length > 0 ? asking : most && !isTold ? [most] : [];
  return !likely.some(isOwn);
}

const programOf = ({ name, image }: Service) => (image === undefined ? name : readImage(image.value).repository);

/** A folder that several are built from does not tell whose a line of it is. */
const hasOwnSources = ({ compose }: Pair, pairs: readonly Pair[]) =>
  pairs.filter((each) => each.compose.build?.context === compose.build?.context).length === 1;

/** How many of the map's variables a service has on the other side, too. */
function sharedNames(pair: Pair, { side }: Service, comesWith: string): number {
  const other = pair[side === 'compose' ? 'cluster' : 'compose'];
  return [...pair[side].variables].filter(([name, each]) => each.comesWith === comesWith && other.variables.has(name))
    .length;
}
