import type { Pair } from './match.ts';
import type { Service, Variable } from './model.ts';

const HOST = /^(.*?)_?(?:HOST|HOSTNAME|SERVER|ADDR|ADDRESS)$/i;
const PART =
  /^_?(?:PORT|NAME|DB|DB_?NAME|DATABASE|USER|USERNAME|PASS|PASSWORD|PASSWD|SCHEME|PROTOCOL|SSL|SSL_?MODE|VHOST|PARAMS|OPTIONS|QUERY|PATH|ENGINE|DRIVER)$/i;
const WHOLE = /(?:^|_)(?:URL|URI|DSN|CONNECTION(?:_STRING)?)$/i;

/**
 * Whether a variable that only one side has is an address that the other side takes apart, or a part of one that the other
 * side has whole: DATABASE_URL against DATABASE_HOST, DATABASE_PORT, DATABASE_USER and so on.
 */
export function isSplit(
  name: string,
  variable: Variable,
  [one, other]: [Service, Service],
  pairs: readonly Pair[],
): boolean {
  if (isOfWhole(name, one, other)) return true;
  const own = onlyIn(one, other);
  const others = onlyIn(other, one);
  if (hasAddressOf(variable, one, others, pairs)) return true;
  if (variable.value === undefined && WHOLE.test(name))
    return others.some(([each, { value = '' }]) => HOST.test(each) && isHost(value, other, pairs));
  const isWholeThere = others.some(([each, { value }]) => value === undefined && WHOLE.test(each));
  return own.some(([host, told]) => {
    const prefix = HOST.exec(host)?.[1];
    if (prefix === undefined || (!hasAddressOf(told, one, others, pairs) && !isWholeThere)) return false;
    if (isWholeThere && !isHost(told.value ?? '', one, pairs)) return false;
    return host === name || (name.startsWith(prefix) && PART.test(name.slice(prefix.length)));
  });
}

/** Both have the address whole, and one of them its parts beside it: DATABASE_PORT where DATABASE_URL is on both sides. */
function isOfWhole(name: string, one: Service, other: Service): boolean {
  return [...one.variables.keys()].some((each) => {
    const prefix = WHOLE.test(each) ? each.replace(WHOLE, '') : '';
    if (prefix === '' || !other.variables.has(each) || !name.startsWith(prefix)) return false;
    const rest = name.slice(prefix.length);
    return PART.test(rest) || HOST.exec(rest)?.[1] === '';
  });
}

/** The variables of one service that the other has not. */
const onlyIn = (one: Service, other: Service) => [...one.variables].filter(([name]) => !other.variables.has(name));

/** Whether it leads to a service to which one of the other side's variables leads, too. */
function hasAddressOf(
  { value = '' }: Variable,
  { side }: Service,
  others: [string, Variable][],
  pairs: readonly Pair[],
) {
  return pairs
    .filter((pair) => pair[side].hostNames.some((name) => leadsTo(value, name)))
    .some((pair) => {
      const { hostNames } = pair[side === 'compose' ? 'cluster' : 'compose'];
      // Whole on both sides it is another name of the same, which only one of the programs knows.
      return others.some(
        ([, { value: there = '' }]) =>
          !(there.includes('://') && value.includes('://')) && hostNames.some((name) => leadsTo(there, name)),
      );
    });
}

const isHost = (value: string, { side }: Service, pairs: readonly Pair[]) =>
  pairs.some((pair) => pair[side].hostNames.some((name) => value === name || value.startsWith(`${name}.`)));

const leadsTo = (text: string, name: string) =>
  text !== '' && new RegExp(`(?:^|[/@,])${escaped(name)}(?=[:/.,]|$)`).test(text);

const escaped = (text: string) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
