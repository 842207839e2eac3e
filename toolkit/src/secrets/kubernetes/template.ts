import { fillIn, references } from '../../native/references.ts';

/** In an address a value is written so that it cannot be taken for a part of it. */
const isAddress = (template: string) => template.includes('://');

/** What a template of cluster.secrets becomes with these values; a name without one is empty. */
export function fill(template: string, value: (name: string) => string): string {
  const given = (name: string) => (isAddress(template) ? encodeURIComponent(value(name)) : value(name));
  return fillIn(template, new Map(references(template).map((name) => [name, given(name)])));
}

/**
 * The way back: the value that the only name of a template has in a text.
 * @returns undefined for a text that was not made of this template
 */
export function extract(template: string, text: string): { name: string; value: string } | undefined {
  const names = [...new Set(references(template))];
  const [name] = names;
  const [head, tail, ...more] = template.split(`\${${name}}`).map((part) => part.replaceAll('$$', '$'));
  if (name === undefined || names.length > 1 || head === undefined || tail === undefined || more.length > 0)
    return undefined;
  const length = text.length - head.length - tail.length;
  if (length <= 0 || !text.startsWith(head) || !text.endsWith(tail)) return undefined;
  const value = text.slice(head.length, head.length + length);
  return { name, value: isAddress(template) ? decoded(value) : value };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
