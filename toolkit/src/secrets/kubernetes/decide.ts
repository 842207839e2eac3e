import type { ClusterConfig } from '../../native/config.ts';
import { references } from '../../native/references.ts';
import type { ClusterSecret } from '../../runtime/cluster-secret.ts';
import { extract, fill } from './template.ts';

export type KeyState =
  | 'kept'
  /** At random: this is the key that the value is read back from. */
  | 'made'
  /** The same, in the place of another. */
  | 'rotated'
  /** Of a value that another key has. */
  | 'derived'
  /** Of the environment or of .env. */
  | 'taken'
  /** As evenkeel.yaml has it. */
  | 'set'
  /** Nobody gives a value, and it may do without. */
  | 'empty';

/** A key of a Secret, and what becomes of it. */
export interface KeyDecision {
  secret: string;
  key: string;
  state: KeyState;
  /** The names in its template. */
  names: readonly string[];
  /** What to write; absent where it stays. */
  value?: string;
  /** Stays, though a name in it has another value now: the name. */
  differs?: string;
}

interface Situation {
  config: ClusterConfig['secrets'];
  /** Names whose values every namespace has for itself; all others are variables. */
  own: readonly string[];
  known: readonly ClusterSecret[];
  /** Of the environment or of .env. */
  variable: (name: string) => string | undefined;
  /** Names that get another value. */
  rotate: readonly string[];
  make: (name: string) => string;
}

interface Entry {
  secret: string;
  key: string;
  template: string;
  names: readonly string[];
  current: string | undefined;
}

/**
 * What every declared key of the cluster's Secrets is to be. What is there stays, empty counts as not there, and what
 * depends on another value follows the one that is there.
 */
export function decideKeys({ config, own, known, variable, rotate, make }: Situation): KeyDecision[] {
  const entries = entriesOf(config, known);
  const names = [...new Set(entries.flatMap((entry) => entry.names))];
  const present = new Map(own.map((name) => [name, presentValue(entries, name)]));
  const values = new Map(
    names.map((name) => {
      if (!own.includes(name)) return [name, variable(name) ?? ''];
      return [name, (rotate.includes(name) ? undefined : present.get(name)) ?? make(name)];
    }),
  );
  const written = new Set<string>();
  return entries.map((entry) => {
    const { secret, key, template, current } = entry;
    const decision = (state: KeyState, value?: string): KeyDecision => ({
      secret,
      key,
      state,
      names: entry.names,
      ...(value !== undefined && { value }),
    });
    const wanted = fill(template, (name) => values.get(name) ?? '');
    const isRotated = entry.names.some((name) => rotate.includes(name)) && isOfTemplate(entry);
    if (current && (!isRotated || current === wanted)) {
      const differs = current === wanted ? undefined : differingName(entry, values);
      return { ...decision('kept'), ...(differs !== undefined && { differs }) };
    }
    if (wanted === '') return current === undefined ? decision('empty', '') : decision('empty');
    const [name] = entry.names;
    if (name === undefined) return decision('set', wanted);
    if (!own.includes(name)) return decision('taken', wanted);
    const isSource = template === `\${${name}}` && !written.has(name) && (isRotated || present.get(name) === undefined);
    written.add(name);
    return decision(isSource ? (isRotated ? 'rotated' : 'made') : 'derived', wanted);
  });
}

function entriesOf(config: Situation['config'], known: readonly ClusterSecret[]): Entry[] {
  return Object.entries(config).flatMap(([secret, keys]) => {
    const values = known.find(({ name }) => name === secret)?.values;
    return Object.entries(keys).map(([key, template]) => ({
      secret,
      key,
      template,
      names: [...new Set(references(template))],
      current: values?.get(key),
    }));
  });
}

/** The keys that are nothing but the name come first; an address of which it is a part tells it, too. */
function presentValue(entries: readonly Entry[], name: string): string | undefined {
  const using = entries.filter(({ names, current }) => current && names.includes(name));
  const whole = using.find(({ template }) => template === `\${${name}}`);
  if (whole) return whole.current;
  return using.map(({ template, current }) => extract(template, current ?? '')?.value).find(Boolean);
}

/** What somebody else has put there, such as the address of another database, is never replaced. */
function isOfTemplate({ template, current }: Entry): boolean {
  return !current || extract(template, current) !== undefined;
}

/** The name whose other value makes the difference; none for a text that was not made of the template. */
function differingName({ template, current = '' }: Entry, values: ReadonlyMap<string, string>): string | undefined {
  const there = extract(template, current);
  const now = there && values.get(there.name);
  return there && now && now !== there.value ? there.name : undefined;
}
