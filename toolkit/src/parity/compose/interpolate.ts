/** What a variable is; undefined where nothing sets it. */
export type Lookup = (name: string) => string | undefined;

export interface Interpolated {
  text: string;
  /** Names that nothing sets and that have no default: they became empty. */
  unset: string[];
  /** What the text itself asks for with :? and does not get, and what is no valid reference. */
  problems: string[];
}

const NAME = /^[A-Za-z_]\w*/;

/**
 * Puts variables into a text as Compose does: $NAME, ${NAME}, ${NAME:-default}, ${NAME-default}, ${NAME:?message},
 * ${NAME?message}, ${NAME:+other}, ${NAME+other}, one within another, and $$ for a dollar.
 * @see https://github.com/compose-spec/compose-spec/blob/main/12-interpolation.md
 */
export function interpolate(text: string, lookup: Lookup): Interpolated {
  const unset: string[] = [];
  const problems: string[] = [];
  const put = (part: string): string => {
    let done = '';
    let rest = part;
    while (rest !== '') {
      const dollar = rest.indexOf('$');
      if (dollar < 0) return done + rest;
      done += rest.slice(0, dollar);
      rest = rest.slice(dollar);
      const { length, name, operator } = referenceAt(rest);
      if (rest.startsWith('$$')) done += '$';
      else if (name !== undefined) done += resolve(name, operator);
      else problems.push(`"${rest.slice(0, length)}" is no reference to a variable; a dollar is written $$`);
      rest = rest.slice(length);
    }
    return done;
  };
  const resolve = (name: string, rest: string): string => {
    const value = lookup(name);
    const [, colon = '', sign, operand = ''] = /^(:?)([-?+])([^]*)$/.exec(rest) ?? [];
    const isThere = value !== undefined && (colon === '' || value !== '');
    if (rest !== '' && sign === undefined) problems.push(`"\${${name}${rest}}" is no reference to a variable`);
    if (sign === '+') return isThere ? put(operand) : '';
    if (isThere) return value;
    if (sign === '-') return put(operand);
    if (sign === '?') problems.push(`${name} is not set${operand === '' ? '' : `: ${put(operand)}`}`);
    else if (value === undefined) unset.push(name);
    return value ?? '';
  };
  return { text: put(text), unset, problems };
}

/** The reference that a text begins with. */
function referenceAt(text: string): { length: number; name?: string; operator: string } {
  if (text.startsWith('$$')) return { length: 2, operator: '' };
  const isBraced = text[1] === '{';
  const end = isBraced ? closing(text) : undefined;
  if (isBraced && end === undefined) return { length: text.length, operator: '' };
  const inner = isBraced ? text.slice(2, end) : text.slice(1);
  const [name] = NAME.exec(inner) ?? [];
  if (name === undefined) return { length: end === undefined ? 1 : end + 1, operator: '' };
  return end === undefined
    ? { length: 1 + name.length, name, operator: '' }
    : { length: end + 1, name, operator: inner.slice(name.length) };
}

/** Where the brace of ${ closes, with references in between. */
function closing(text: string): number | undefined {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    if (text.startsWith('${', at)) depth += 1;
    else if (text[at] === '}' && --depth === 0) return at;
  }
  return undefined;
}
