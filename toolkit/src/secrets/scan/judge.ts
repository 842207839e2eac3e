import { isDevelopmentDefault, secretIn } from '../../parity/secret-values.ts';
import type { Place } from '../../parity/model.ts';
import type { Severity } from '../../parity/rule.ts';
import { formOf } from './forms.ts';
import type { Written } from './written.ts';
import { asVariable } from './written.ts';

/** What may be a secret, and why. The value itself is never part of it. */
export interface Suspect {
  at: Place;
  name: string;
  /** error: it has the form of one. warning: it is named as one. info: a word that keeps nobody out. */
  severity: Severity;
  because: string;
  fix: string;
}

/** What is written somewhere, judged: by its form, by the password of an address, by its name. */
export function judge(written: Written): Suspect | undefined {
  const { at, name, value } = written;
  // What counts where nobody sets the variable is written here.
  const [, byDefault] = /^\$\{\w+:?-([^{}]*)\}$/.exec(value) ?? [];
  if (byDefault !== undefined) return judge({ ...written, value: byDefault });
  if (isFilledIn(value)) return undefined;
  const form = formOf(value);
  if (form) return { at, name, severity: 'error', because: `it has the form of ${form.what}`, fix: fixOf(at) };
  const variable = asVariable(name);
  const secret = secretIn(variable, { at, value, from: written.isOfSecret === true ? 'secret' : 'text' });
  if (secret === undefined || isFilledIn(secret)) return undefined;
  const isOfAddress = secret !== value;
  if (isOfAddress && /[{}<>$]/.test(secret)) return undefined;
  // A text with references in it, a script.
  if (!isOfAddress && /\$\{\w|\$\(\w+\)|\{\{|\n/.test(value)) return undefined;
  if (!isOfAddress && written.isOfSecret !== true && !isNamedAsOne(variable)) return undefined;
  if (written.isOfSecret === true && (isOpen(variable) || /^[[{]/.test(value))) return undefined;
  const because = isOfAddress
    ? 'an address has a password in it'
    : written.isOfSecret === true
      ? 'it is a key of a Secret'
      : 'it is named as a secret';
  if (isPlaceholder(secret, variable)) {
    // What everybody replaces by their own is no mistake.
    if (isExample(at.file)) return undefined;
    const known = `${because}, and is a word or a name that keeps nobody out`;
    return { at, name, severity: 'info', because: known, fix: fixOf(at) };
  }
  return { at, name, severity: 'warning', because, fix: fixOf(at) };
}

/** Files whose values everybody replaces by their own. */
const isExample = (file: string): boolean =>
  /\.env\b.*(?:example|sample|template|dist)|(?:example|sample|template)\.env/i.test(file);

/** Put in later: by the shell, Kubernetes, a chart, a vault, whoever deploys. */
const isFilledIn = (value: string): boolean =>
  /^(?:\s*|\$.*|\{\{.*|<.*>|%.*%|__.*__|ENC\[.*|(?:ref\+)?vault:.*|op:\/\/.*|arn:.*|secretsmanager:.*|env:.*|file:.*|null|none|nil|~)$/is.test(
    value,
  );

const SECRET =
  /(?:^|_)(?:PASS|PASSWORD|PASSWD|PASSPHRASE|PWD|REQUIREPASS|SECRET|TOKEN|CREDENTIALS?|PAT|API_?KEY|(?:ACCESS|SECRET|PRIVATE|ENCRYPTION|SIGNING|MASTER|LICEN[CS]E|AUTH|SESSION|JWT|COOKIE|WEBHOOK|ACCOUNT|STORAGE|APP)_?KEY)(?:_?(?:BASE|HASH|VALUE|\d+))?$|_SECRET_|^SECRET_|(?:PASSWORD|PASSWD|SECRET|TOKEN)$/;
const OPEN =
  /PUBLIC|PUBLISHABLE|SITE_?KEY|EXISTING|ANON_KEY|(?:_|^)(?:CRT|CERT|CA|USER(?:NAME)?|NAME|HOST|PORT|DATABASE|DB|EMAIL|URL|URI|REGION|BUCKET|ENDPOINT|TYPE|MODE|ENABLED|REF|ISSUER|AUDIENCE|POLICY)$/;

const isOpen = (variable: string) => OPEN.test(variable);
const isNamedAsOne = (variable: string) => SECRET.test(variable) && !isOpen(variable);

/** Keys that manuals print, and everybody has: of the emulator of Azure's storage. */
const PRINTED = /^Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/;

/** A word, words, or the name of something: nobody would take it for a secret, and nobody makes one by chance. */
function isPlaceholder(secret: string, variable: string): boolean {
  // The digits that one types without thinking say nothing.
  const text = secret.replace(/(?:0?123(?:4(?:5(?:6(?:78?9?0?)?)?)?)?|67890)$/, '');
  if (isDevelopmentDefault(secret, variable) || isDevelopmentDefault(text, variable) || PRINTED.test(secret))
    return true;
  const isSentence = /\s/.test(secret.trim()) && !/\S{25}/.test(secret);
  const isName = /^[a-z]+\d?(?:[-_.][a-z]+\d?)*$/.test(text) || /^[A-Z]+(?:_[A-Z]+)+$/.test(text);
  const isCamel = /^[A-Z]?[a-z]{2,}(?:[A-Z][a-z]{2,})+$/.test(text);
  const isRow = /^(.)\1+$/.test(text) || /^(?:0123456789|1234567890|abcdef|qwerty|deadbeef)/i.test(text);
  const isPattern = secret.startsWith('^');
  const isWord =
    /p[a4@]ss?w[o0]rd|secret|super|admin|guest|root|at.?least|generate|todo|enter|insert|here$|my[-_]/i.test(text);
  return isSentence || isName || isCamel || isRow || isPattern || (isWord && !/\d{3}|[^\w\s-].*[^\w\s-]/.test(text));
}

function fixOf({ file }: Place): string {
  if (/(?:^|\/)\.env(?:\.(?!example|sample|template|dist)[\w.-]+)?$/.test(file)) {
    return `Take the file out of git (git rm --cached ${file}), name it in .gitignore, and change the value.`;
  }
  if (/Dockerfile|Containerfile/i.test(file)) {
    return 'Give it to the container when it starts, or to the build by --mount=type=secret, and change the value.';
  }
  if (/compose[^/]*\.ya?ml$/i.test(file))
    return 'Take it from the environment (${NAME:?}) or from a secret, and change the value.';
  if (/env/i.test(file)) return 'Leave it empty here, and change the value.';
  return 'Keep it in a Secret that is made outside of the repository, and change the value.';
}
