import type { Place, Sourced } from '../model.ts';
import type { Mapping, Scalar, Value } from './located.ts';

/** The value at a path of keys; undefined where one of them is missing. */
export function at(value: Value | undefined, ...path: string[]): Value | undefined {
  let found = value;
  for (const key of path) found = found?.kind === 'map' ? found.entries.get(key) : undefined;
  return found;
}

export const mapOf = (value: Value | undefined): Mapping | undefined => (value?.kind === 'map' ? value : undefined);

/** The items of a list; one value that stands alone is a list of one. */
export function itemsOf(value: Value | undefined): Value[] {
  if (value === undefined || isEmpty(value)) return [];
  return value.kind === 'list' ? value.items : [value];
}

export const isEmpty = (value: Value): boolean => value.kind === 'scalar' && value.value === null;

/** What a program would get: the text of a string, true, 42; undefined for what is no scalar or empty. */
export function textOf(value: Value | undefined): string | undefined {
  if (value?.kind !== 'scalar' || value.value === null) return undefined;
  return typeof value.value === 'string' ? value.value : value.text || String(value.value);
}

export function sourcedText(value: Value | undefined): Sourced<string> | undefined {
  const text = textOf(value);
  return value === undefined || text === undefined ? undefined : { value: text, at: value.at };
}

/** A number, also one in quotes, because interpolation makes strings. */
export function numberOf(value: Value | undefined): number | undefined {
  const text = textOf(value)?.trim();
  const number = text === undefined || text === '' ? Number.NaN : Number(text);
  return Number.isNaN(number) ? undefined : number;
}

export function isTrue(value: Value | undefined): boolean {
  return /^(true|yes|on|1)$/i.test(textOf(value) ?? '');
}

export const scalar = (text: string, place: Place): Scalar => ({ kind: 'scalar', value: text, text, at: place });
