import type { Variable } from './model.ts';

const SECRET_NAME =
  /PASS(?:WORD|WD|PHRASE)?(?:_|$)|SECRET|TOKEN|API_?KEY|ACCESS_?KEY|PRIVATE|CREDENTIAL|(?:^|_)KEY$|_PAT$/i;
const PASSWORD_IN_URL = /([a-z][a-z0-9+.-]*:\/\/[^\s/@:]*:)[^\s/@]+@/gi;

/** By its name, or by where it comes from. */
export function isSecret(name: string, variable: Variable): boolean {
  return (
    variable.from === 'secret' ||
    (SECRET_NAME.test(name) && !/_(?:FILE|PATH|NAME|URL|HOST|PORT|TTL|LENGTH)$/i.test(name))
  );
}

/** A value as a report may have it. */
export function shown(name: string, variable: Variable): string {
  const { value, reference, from } = variable;
  if (isSecret(name, variable)) return reference ?? (value === '' ? 'empty' : 'a value that is not shown');
  if (value === undefined) return `from ${reference ?? from}`;
  const text = value.replaceAll(PASSWORD_IN_URL, '$1…@');
  return JSON.stringify(text.length > 120 ? `${text.slice(0, 117)}…` : text);
}
