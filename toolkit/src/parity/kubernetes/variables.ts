import type { Sourced, Variable } from '../model.ts';
import type { Value } from '../yaml/located.ts';
import { at, isTrue, itemsOf, mapOf, textOf } from '../yaml/read.ts';
import { keysMade } from './made-secrets.ts';
import type { KubeObject } from './objects.ts';

/** Finds an object of the same render. */
export type Find = (kind: string, name: string) => KubeObject | undefined;

/** What a container finds in its environment: envFrom first, `env` over it, $(NAME) expanded from what stands above. */
export function variablesOf(
  container: Value,
  find: Find,
): { variables: Map<string, Variable>; unread: Sourced<string>[] } {
  const variables = new Map<string, Variable>();
  const unread: Sourced<string>[] = [];
  for (const source of itemsOf(at(container, 'envFrom'))) {
    const prefix = textOf(at(source, 'prefix')) ?? '';
    for (const { key, kind, from } of SOURCES) {
      const name = textOf(at(source, key, 'name'));
      if (name === undefined) continue;
      const object = find(kind, name);
      const isOptional = isTrue(at(source, key, 'optional'));
      if (!object) {
        const whence = isOptional ? 'where there is one' : 'which is made elsewhere';
        unread.push({ value: `the ${WORDS[kind]} ${name}, ${whence}`, at: source.at });
        continue;
      }
      for (const [each, value] of keysOf(object)) {
        if (!isFile(each)) variables.set(prefix + each, { ...value, from, comesWith: name });
      }
    }
  }
  for (const item of itemsOf(at(container, 'env'))) {
    const name = textOf(at(item, 'name'));
    if (name === undefined) continue;
    const made = variableOf(item, variables, find);
    const before = variables.get(name);
    // A key that may be missing, and is not known to be there, leaves what stands above.
    if (before && made.isOptional === true && made.value === undefined) continue;
    variables.set(name, { ...made, namedAt: item.at });
  }
  for (const name of namesPutIn(container)) {
    const variable = variables.get(name);
    if (variable) variables.set(name, { ...variable, isPutIn: true });
  }
  return { variables, unread };
}

/** A config map may hold files beside: no program asks its environment for init.sql, nor for postgres-password. */
const isFile = (key: string) =>
  key.includes('-') || /\.(?:cnf|conf|ini|js|json|properties|py|sh|sql|toml|txt|xml|ya?ml)$/i.test(key);

/** What the container's own variables, command and arguments are made of. */
function namesPutIn(container: Value): string[] {
  const texts = [
    ...itemsOf(at(container, 'env')).map((item) => at(item, 'value')),
    ...['command', 'args'].flatMap((key) => itemsOf(at(container, key))),
  ];
  return texts.flatMap((value) => [...(textOf(value) ?? '').matchAll(REFERENCE)].flatMap((match) => match[2] ?? []));
}

const REFERENCE = /\$(\$|\(([-._a-zA-Z][-._a-zA-Z0-9]*)\))/g;

const SOURCES = [
  { key: 'configMapRef', kind: 'ConfigMap', from: 'config' },
  { key: 'secretRef', kind: 'Secret', from: 'secret' },
] as const;
const WORDS: Record<string, string> = { ConfigMap: 'config map', Secret: 'Secret' };

function variableOf(item: Value, above: ReadonlyMap<string, Variable>, find: Find): Variable {
  const from = at(item, 'valueFrom');
  const written = at(item, 'value');
  if (from === undefined) {
    const value = expanded(textOf(written) ?? '', above);
    return { at: (written ?? item).at, value: isPlaceholder(value) ? undefined : value, from: 'text' };
  }
  for (const { key, kind, from: source } of [
    { key: 'configMapKeyRef', kind: 'ConfigMap', from: 'config' as const },
    { key: 'secretKeyRef', kind: 'Secret', from: 'secret' as const },
  ]) {
    const name = textOf(at(from, key, 'name'));
    const wanted = textOf(at(from, key, 'key'));
    if (name === undefined || wanted === undefined) continue;
    const object = find(kind, name);
    const reference = `the key ${wanted} of the ${WORDS[kind]} ${name}`;
    const found = object && keysOf(object).get(wanted);
    const isOptional = isTrue(at(from, key, 'optional'));
    const isMissing = object !== undefined && found === undefined;
    return { at: found?.at ?? from.at, value: found?.value, from: source, reference, isOptional, isMissing };
  }
  const field = textOf(at(from, 'fieldRef', 'fieldPath')) ?? textOf(at(from, 'resourceFieldRef', 'resource'));
  return { at: from.at, value: undefined, from: 'field', reference: field ?? 'the pod itself' };
}

/** Puts in what $(NAME) stands for; one that nothing sets stays, and $$ is a dollar. */
export const expanded = (text: string, variables: ReadonlyMap<string, Variable>): string =>
  text.replaceAll(REFERENCE, (whole, sign: string, name?: string) =>
    sign === '$' ? '$' : ((name === undefined ? undefined : variables.get(name)?.value) ?? whole),
  );

/** ${NAME} is nothing to Kubernetes: another program puts the value in before a manifest is applied. */
export const isPlaceholder = (text: string): boolean => /^[^$]*\$\{\w+\}/.test(text);

/** The keys of a config map or a Secret with their texts; of a Secret that is made elsewhere, without them. */
function keysOf({ kind, name, value: object }: KubeObject): Map<string, Variable> {
  const isConfig = kind === 'ConfigMap';
  const told = (key: string, place: Value, value: string | undefined): [string, Variable] => {
    const reference = `the key ${key} of the ${isConfig ? WORDS['ConfigMap'] : WORDS['Secret']} ${name}`;
    return [key, { at: place.at, value, from: isConfig ? 'config' : 'secret', reference }];
  };
  const made = keysMade(object);
  if (made) return new Map(made.map(([key, value]) => told(key, value, undefined)));
  const entries = (key: string, read: (text: string) => string) =>
    [...(mapOf(at(object, key))?.entries ?? [])].map(([each, value]) =>
      told(each, value, known(read(textOf(value) ?? ''))),
    );
  const known = (text: string) => (isPlaceholder(text) ? undefined : text);
  const decode = (text: string) => (isConfig ? text : Buffer.from(text, 'base64').toString());
  return new Map([...entries('data', decode), ...entries('stringData', (text) => text)]);
}
