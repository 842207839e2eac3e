import type { Mapping, Value } from '../yaml/located.ts';
import { isEmpty, itemsOf, scalar, textOf } from '../yaml/read.ts';

/** Lists of which the later one counts alone. */
const REPLACED = /^(?:services\.[^.]+\.(?:command|entrypoint|healthcheck\.test)|.*\.include)$/;

/**
 * Lays one file over another: mappings are joined, lists appended, single values replaced; !reset takes away, !override
 * takes the place of all that was there. A !reset of what is not there stays, for what this may be laid over.
 * @see https://github.com/compose-spec/compose-spec/blob/main/13-merge.md
 */
export function merge(base: Mapping, over: Mapping, path = ''): Mapping {
  const entries = new Map(base.entries);
  for (const [key, value] of over.entries) {
    const before = entries.get(key);
    if (before === undefined || before.tag === RESET || value.tag === '!override') entries.set(key, value);
    else if (value.tag === RESET) entries.delete(key);
    else entries.set(key, joined(before, value, path === '' ? key : `${path}.${key}`));
  }
  return { ...over, at: base.at, entries };
}

const RESET = '!reset';

function joined(before: Value, after: Value, path: string): Value {
  if (before.kind === 'map' && after.kind === 'map') return merge(before, after, path);
  if (before.kind === 'list' && after.kind === 'list' && !REPLACED.test(path)) {
    return { ...after, at: before.at, items: [...before.items, ...after.items] };
  }
  // `environment:` with nothing below it changes nothing.
  return isEmpty(after) && before.kind !== 'scalar' ? before : after;
}

/** When everything is merged, what is still marked has nothing to take away. */
export function withoutResets(value: Mapping): Mapping {
  const entries = [...value.entries].filter(([, each]) => each.tag !== RESET);
  return {
    ...value,
    entries: new Map(entries.map(([key, each]) => [key, each.kind === 'map' ? withoutResets(each) : each])),
  };
}

/** Gives a service the long form of what has two, as far as files are merged by it. */
export function canonical(service: Mapping): Mapping {
  const entries = new Map(service.entries);
  for (const [key, value] of service.entries) {
    if (['environment', 'labels', 'sysctls', 'annotations'].includes(key)) entries.set(key, assignments(value));
    if (['depends_on', 'networks'].includes(key) && value.kind === 'list') entries.set(key, keyed(value));
    if (key === 'build' && value.kind === 'scalar') entries.set(key, single('context', value));
    if (key === 'build' && value.kind === 'map') entries.set(key, withArguments(value));
    if (key === 'extends' && value.kind === 'scalar') entries.set(key, single('service', value));
    if (['env_file', 'tmpfs', 'dns', 'dns_search'].includes(key) && value.kind !== 'list') {
      entries.set(key, { kind: 'list', at: value.at, ...(value.tag && { tag: value.tag }), items: itemsOf(value) });
    }
  }
  return { ...service, entries };
}

function withArguments(build: Mapping): Mapping {
  const args = build.entries.get('args');
  return args ? { ...build, entries: new Map(build.entries).set('args', assignments(args)) } : build;
}

/** A list of NAME=value as a mapping; NAME alone is one without a value. */
function assignments(value: Value): Value {
  if (value.kind !== 'list') return value;
  const pairs = value.items.flatMap((item): [string, Value][] => {
    const text = textOf(item) ?? '';
    const at = text.indexOf('=');
    if (text === '') return [];
    return at < 0
      ? [[text, { kind: 'scalar', value: null, text: '', at: item.at }]]
      : [[text.slice(0, at), { ...scalar(text.slice(at + 1), item.at), ...unsetPart(item) }]];
  });
  return { kind: 'map', at: value.at, ...(value.tag && { tag: value.tag }), entries: new Map(pairs) };
}

function unsetPart(item: Value): { unset?: string } {
  const { unset } = item.kind === 'scalar' ? item : {};
  return unset === undefined ? {} : { unset: unset.slice(unset.indexOf('=') + 1) };
}

function keyed(list: Value & { kind: 'list' }): Mapping {
  const none = (at: Value['at']): Mapping => ({ kind: 'map', at, entries: new Map() });
  const entries = list.items.map((item): [string, Value] => [textOf(item) ?? '', none(item.at)]);
  return { kind: 'map', at: list.at, ...(list.tag && { tag: list.tag }), entries: new Map(entries) };
}

const single = (key: string, value: Value): Mapping => ({
  kind: 'map',
  at: value.at,
  entries: new Map([[key, value]]),
});
