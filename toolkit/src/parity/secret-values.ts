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

const FORMS =
  /-----BEGIN [A-Z ]*PRIVATE KEY|\b(?:AKIA|ASIA)[A-Z0-9]{16}\b|\bgh[pousr]_[A-Za-z0-9]{30,}|\bgithub_pat_\w{30,}|\bxox[abprs]-[\w-]{10,}|\bsk-[\w-]{20,}|\bAIza[\w-]{35}\b/;
const OF_PARTS = /(?:^|[;&?])(?:password|passwd|pwd)\s*=\s*([^;&\s"']+)/i;
const OF_URL = /[a-z][a-z0-9+.-]*:\/\/[^\s/@:]*:([^\s/@]+)@/i;

/** The secret part of a value: all of it, by its name or form; the password of an address. undefined: there is none. */
export function secretIn(name: string, variable: Variable): string | undefined {
  const value = variable.value ?? '';
  const ofUrl = OF_URL.exec(value)?.[1];
  // $(NAME) of a Secret, ${NAME} of whoever applies it.
  if (ofUrl !== undefined) return ofUrl.startsWith('$') ? undefined : ofUrl;
  const [, ofPart] = OF_PARTS.exec(value) ?? [];
  if (ofPart !== undefined && /:\/\/|;/.test(value)) return ofPart;
  if (FORMS.test(value)) return value;
  // A switch, a number, a path or another variable's name is no secret, whatever it is called.
  const isPlain =
    /^(?:|true|false|yes|no|on|off|\d{1,5}|\/.*|\$.*|(?:jdbc:)?[a-z][a-z0-9+.-]*:\/\/.*|[\w./-]+\.(?:key|pem|crt|cer|p12|jks|pub|json|txt)|unix:.*|[\w.-]+:\d+)$/i.test(
      value,
    );
  return isSecret(name, variable) && !isPlain && !isTold(name) ? value : undefined;
}

const OPEN_NAME = /(?:^|_)(?:USER(?:NAME)?|DB|DATABASE|HOST(?:NAME)?|PORT|EMAIL|DOMAIN|REGION|BUCKET)(?:_[A-Z]+)?$/i;
/** What front ends are built with is in every page. */
const OF_PAGES = /^(?:NEXT_PUBLIC|NUXT_PUBLIC|EXPO_PUBLIC|PUBLIC|VITE|REACT_APP|GATSBY)_/;

/** Whoever is asked to keep it may know it: a user, a database, an address; a token that browsers get. */
const isTold = (name: string) => (OPEN_NAME.test(name) && !SECRET_NAME.test(name)) || OF_PAGES.test(name);

const KNOWN_WORDS =
  /^(?:[a-z]{1,12}|.*(?:change.?me|change.?this|replace|example|insecure|default|dummy|sample|placeholder|your[-_ ]|not.?(?:set|secret|real)|develop|local|demo|test).*|[a-z_-]*(?:password|passwd|secret)[a-z_-]*|x+|\*+|<.*>|\d{1,8}|abc123|hunter2)$/i;

/** A word, or the name of what it is for: meant for a laptop, and no secret of anybody. Whoever keeps one has letters and digits. */
export function isDevelopmentDefault(secret: string, name: string): boolean {
  const plain = (text: string) => text.toLowerCase().replaceAll(/[^a-z]/g, '');
  const word = plain(secret);
  return KNOWN_WORDS.test(secret) || (word.length >= 3 && plain(name).includes(word)) || secret.length < 5;
}

/** Server=db;User Id=app;Password=…, host=db password=… */
const PASSWORD_IN_PARTS =
  /((?:^|[;&?,\s])(?:password|passwd|pwd|secret|token|(?:account|api|access|shared_?access)_?key)\s*=\s*)[^;&\s"',]+/gi;

/** An address as it is without its password. */
export const withoutPassword = (text: string): string =>
  text.replaceAll(PASSWORD_IN_URL, '$1…@').replaceAll(PASSWORD_IN_PARTS, '$1…');

const PASSWORD_OF_USER = /([\w.-]+:)[^\s:@/$]+(?=@)/g;
const PASSWORD_OPTION =
  /((?:^|\s)-{0,2}[\w.-]*(?:pass(?:word|wd|phrase)?|secret|token|api-?key)[\w.-]*(?:=|\s+))(?!-)["']?([^\s"'$/][^\s"']*)/gi;

/** What programs take as a password by its place: mc alias set NAME URL KEY SECRET, redis-cli -a, mysql -p. */
const PASSWORD_BY_PLACE =
  /(\bmc\s+(?:alias\s+set|config\s+host\s+add)\s+\S+\s+\S+\s+\S+\s+|\bredis-cli\b[^;&|]*?\s-a\s+|\b(?:mysql|mysqladmin|mysqldump|mariadb(?:-\w+)?)\b[^;&|]*?\s-p)(?=[^\s$])[^\s;&|]+/g;

/** A command as a report may have it: without what is a password there. */
export const withoutSecrets = (command: string): string =>
  withoutPassword(command)
    .replaceAll(PASSWORD_OF_USER, '$1…')
    .replaceAll(PASSWORD_OPTION, '$1…')
    .replaceAll(PASSWORD_BY_PLACE, '$1…');

/** What a report says in a secret's place. */
export const HIDDEN = { value: 'a value that is not shown', word: 'a word that everybody knows' };

/** A value as a report may have it. */
export function shown(name: string, variable: Variable): string {
  const { value, reference, from } = variable;
  if (isSecret(name, variable)) return reference ?? (value === '' ? 'empty' : HIDDEN.value);
  if (value === undefined) return `from ${reference ?? from}`;
  const text = withoutPassword(value);
  return JSON.stringify(text.length > 120 ? `${text.slice(0, 117)}…` : text);
}
