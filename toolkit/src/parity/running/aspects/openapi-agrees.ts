import { digest, sorted } from '../digest.ts';
import type { Aspect, Found, Names } from './aspect.ts';
import { MOST } from './aspect.ts';

/** What a copy says that its API can do. */
export const openapiAgrees: Aspect<unknown> = {
  id: 'openapi-agrees',
  title: 'The API says the same of itself everywhere.',
  category: 'http',
  why: "A client that was made of one copy's document asks another copy for what it does not have, or leaves out what it wants.",
  subject: 'the OpenAPI document',
  of: ({ openapi }) => openapi,
  differences(one, other, names) {
    const all = compare(one, other, []);
    const found = all.slice(0, MOST).map(({ path, mine, theirs }) => toFound(path, mine, theirs, names));
    const rest = all.length - MOST;
    if (rest <= 0) return found;
    const message = `The documents differ in ${rest} more places.`;
    return [...found, { service: 'api', key: 'openapi', severity: 'warning', message, fix: FIX }];
  },
  proof: (document) =>
    `OpenAPI document: ${Object.keys(Object(Object(document).paths)).length} paths alike, digest ${digest(document)}`,
};

const FIX = 'Run the same version of the program in both.';

interface Difference {
  path: string[];
  mine: unknown;
  theirs: unknown;
}

/** The smallest parts that differ: what is on one side alone is one difference, however much it is. */
function compare(mine: unknown, theirs: unknown, path: string[]): Difference[] {
  if (text(mine) === text(theirs)) return [];
  if (!isObject(mine) || !isObject(theirs) || Array.isArray(mine) !== Array.isArray(theirs)) {
    return [{ path, mine, theirs }];
  }
  const keys = [...new Set([...Object.keys(mine), ...Object.keys(theirs)])].toSorted();
  return keys.flatMap((key) => compare(mine[key], theirs[key], [...path, key]));
}

function toFound(path: string[], mine: unknown, theirs: unknown, { one, other }: Names): Found {
  const pointer = `/${path.map((part) => part.replaceAll('~', '~0').replaceAll('/', '~1')).join('/')}`;
  const place = path.join(' › ');
  const message =
    mine === undefined || theirs === undefined
      ? `${place} is in the document of ${mine === undefined ? other : one}, and not in that of ${mine === undefined ? one : other}.`
      : `${place} is ${short(mine)} in ${one} and ${short(theirs)} in ${other}.`;
  const said = {
    one: mine === undefined ? undefined : short(mine),
    other: theirs === undefined ? undefined : short(theirs),
  };
  return { service: 'api', key: `openapi:${pointer}`, severity: 'warning', message, fix: FIX, ...said };
}

/** A list of objects has parts to look into, one of texts is told whole. */
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && (!Array.isArray(value) || value.every(isObject));
const text = (value: unknown) => JSON.stringify(sorted(value));
const short = (value: unknown) => {
  const whole = text(value) ?? '';
  return whole.length > 60 ? `${whole.slice(0, 57)}…` : whole;
};
