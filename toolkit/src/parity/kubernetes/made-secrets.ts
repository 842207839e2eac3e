import type { Value } from '../yaml/located.ts';
import { at, itemsOf, mapOf, textOf } from '../yaml/read.ts';
import type { KubeObject } from './objects.ts';

/**
 * The name of the Secret that an operator makes of an object: of an ExternalSecret or a SealedSecret that names all of its
 * keys. undefined for anything else.
 * @see https://external-secrets.io/latest/api/externalsecret/
 * @see https://github.com/bitnami-labs/sealed-secrets
 */
export function secretMadeOf({ kind, name, value }: KubeObject): string | undefined {
  if (!keysMade(value)) return undefined;
  if (kind === 'ExternalSecret') return textOf(at(value, 'spec', 'target', 'name')) ?? name;
  return textOf(at(value, 'spec', 'template', 'metadata', 'name')) ?? name;
}

/** The keys that it will have, each with the place that says so. */
export function keysMade(object: Value): [string, Value][] | undefined {
  const kind = textOf(at(object, 'kind'));
  if (kind === 'SealedSecret') return [...(mapOf(at(object, 'spec', 'encryptedData'))?.entries ?? [])];
  // Whatever the store has of them, or what a template makes, is not said here.
  const isOpen = at(object, 'spec', 'dataFrom') !== undefined || at(object, 'spec', 'target', 'template') !== undefined;
  if (kind !== 'ExternalSecret' || isOpen) return undefined;
  return itemsOf(at(object, 'spec', 'data')).flatMap((item): [string, Value][] => {
    const key = textOf(at(item, 'secretKey'));
    return key === undefined ? [] : [[key, item]];
  });
}
