import { useOf } from './environment-uses.ts';
import { readImage } from './image.ts';
import type { Pair } from './match.ts';
import type { Service, Variable } from './model.ts';
import type { Facts } from './rule.ts';

/**
 * Whether a variable that comes with a whole config map is rather another program's. Several programs get all of the map;
 * what Compose gives to none of them is missed by one of them at least: by those that ask for it, else by the one that has
 * most of the map's variables in Compose, too.
 */
export function isMeantForOthers(key: string, { comesWith }: Variable, one: Service, { pairs }: Facts): boolean {
  if (comesWith === undefined) return false;
  const users = pairs.filter((pair) => pair[one.side].variables.get(key)?.comesWith === comesWith);
  const isOwn = (pair: Pair) => pair[one.side].name === one.name && pair[one.side].container === one.container;
  if (pairs.some((pair) => !isOwn(pair) && pair.compose.variables.has(key) && pair.cluster.variables.has(key)))
    return true;
  if (new Set(users.map(({ cluster }) => programOf(cluster))).size < 2) return false;
  const asking = users.filter((pair) => hasOwnSources(pair, pairs) && useOf(key, pair.compose) !== undefined);
  const shared = (pair: Pair) => sharedNames(pair, one, comesWith);
  const likely = asking.length > 0 ? asking : users.toSorted((a, b) => shared(b) - shared(a)).slice(0, 1);
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
