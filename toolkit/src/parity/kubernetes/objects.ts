import type { Place } from '../model.ts';
import type { Mapping, Value } from '../yaml/located.ts';
import { at, itemsOf, mapOf, textOf } from '../yaml/read.ts';

/** An object as a manifest gives it. */
export interface KubeObject {
  kind: string;
  name: string;
  at: Place;
  value: Mapping;
}

/** The objects of a document; those of a List each. What is no object at all gives none. */
export function objectsOf(document: Value): KubeObject[] {
  const kind = textOf(at(document, 'kind'));
  if (document.kind !== 'map' || kind === undefined || at(document, 'apiVersion') === undefined) return [];
  if (kind.endsWith('List') && at(document, 'items')) return itemsOf(at(document, 'items')).flatMap(objectsOf);
  // A test of the chart is not part of what it runs.
  if (/\btest\b/.test(textOf(at(document, 'metadata', 'annotations', 'helm.sh/hook')) ?? '')) return [];
  const name = textOf(at(document, 'metadata', 'name')) ?? textOf(at(document, 'metadata', 'generateName')) ?? '';
  return [{ kind, name, at: document.at, value: document }];
}

/** Labels, a selector, any mapping of names to texts. */
export function textsOf(value: Value | undefined): Map<string, string> {
  return new Map([...(mapOf(value)?.entries ?? [])].map(([key, each]) => [key, textOf(each) ?? '']));
}

/** A selector of equal labels chooses what has all of them; one without labels chooses nothing. */
export function selects(selector: ReadonlyMap<string, string>, labels: ReadonlyMap<string, string>): boolean {
  return selector.size > 0 && [...selector].every(([key, value]) => labels.get(key) === value);
}
