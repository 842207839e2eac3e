import type { Value } from '../../../parity/yaml/located.ts';
import { readYaml } from '../../../parity/yaml/located.ts';
import { at as valueAt, mapOf, textOf } from '../../../parity/yaml/read.ts';
import type { Written } from '../written.ts';
import { optionsIn } from '../written.ts';
import { readTextSecrets } from './text.ts';

/** Keys below which others are only named. */
const REFERENCES =
  /KeyRef$|^(?:secretRef|configMapRef|secretName|valueFrom|existingSecret|matchLabels|matchExpressions|labels|annotations|tolerations|openAPIV3Schema)$/;

/** All that compose files, values, manifests and kustomizations give a name and a value. */
export function readYamlSecrets(text: string, file: string): Written[] {
  const { documents, problems } = readYaml(text, file, { uniqueKeys: false });
  // What a template engine has to fill in is read as a text; what is still broken is for others to tell.
  if (problems.length > 0) return text.includes('{{') ? readTextSecrets(text, file) : [];
  const seen = new Set<Value>();
  return documents.flatMap((document) => [...keysOfSecret(document), ...entriesOf(document, [], seen)]);
}

/** A Secret has nothing but secrets, written in Base64 or not. */
function keysOfSecret(document: Value): Written[] {
  if (textOf(valueAt(document, 'kind')) !== 'Secret') return [];
  const read = (key: string, decode: (text: string) => string) =>
    [...(mapOf(valueAt(document, key))?.entries ?? [])].flatMap(([name, value]): Written[] => {
      const text = textOf(value);
      return text === undefined ? [] : [{ at: value.at, name, value: decode(text), isOfSecret: true }];
    });
  return [...read('data', (text) => Buffer.from(text, 'base64').toString()), ...read('stringData', (text) => text)];
}

/** An anchor's value is read once, however many lead to it. */
function entriesOf(value: Value, path: readonly string[], seen: Set<Value>): Written[] {
  if (seen.has(value)) return [];
  seen.add(value);
  if (value.kind === 'scalar') return ofText(value, path);
  if (value.kind === 'list') return value.items.flatMap((item) => entriesOf(item, path, seen));
  if (textOf(valueAt(value, 'kind')) === 'Secret' || valueAt(value, 'sops')) return [];
  const [name, given] = [textOf(valueAt(value, 'name')), textOf(valueAt(value, 'value'))];
  if (name !== undefined && given !== undefined) {
    return [{ at: valueAt(value, 'value')?.at ?? value.at, name, value: given }];
  }
  return [...value.entries].flatMap(([key, each]) =>
    REFERENCES.test(key) ? [] : entriesOf(each, [...path, key], seen),
  );
}

function ofText(value: Value & { kind: 'scalar' }, path: readonly string[]): Written[] {
  const text = textOf(value);
  if (text === undefined) return [];
  // What a template of another kind fills in: !Ref, !Sub.
  if (value.tag !== undefined) return [];
  const [above = '', key = ''] = path.slice(-2).length === 2 ? path.slice(-2) : ['', ...path];
  // A variable is known by its own name.
  const name = above === '' || /^[A-Z][A-Z0-9_]+$/.test(key) ? key : `${above}.${key}`;
  const [, variable, given] = /^([A-Za-z_][\w.]*)=([^]*)$/.exec(text) ?? [];
  if (variable !== undefined && given !== undefined) return [{ at: value.at, name: variable, value: given }];
  return [{ at: value.at, name, value: text }, ...optionsIn(text).map((option) => ({ ...option, at: value.at }))];
}
