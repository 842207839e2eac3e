import { isCode, isScript, isSettings } from './files.ts';

/** How programs ask for a variable: process.env.NAME, os.environ["NAME"], getenv("NAME"), ENV.fetch("NAME") and so on. */
const ASKING = String.raw`\b(?:process|import\.meta)\.env\.|\b(?:process\.env|os\.environ|ENV|_ENV|_SERVER)\[["']|\b(?:os\.environ\.get|(?:os\.)?[Gg]etenv|os\.LookupEnv|ENV\.fetch|System\.getenv|Deno\.env\.get|env::var|System\.(?:get_env|fetch_env!)|GetEnvironmentVariable|\benv|\b\w*[eE]nv(?:Or|Int|Bool|Str|String|Duration|_or|_int|_bool)?\w*)\(\s*["']`;
const NAME = String.raw`([A-Za-z_]\w{2,})`;
const IN_CODE = new RegExp(`(?:${ASKING})${NAME}`, 'g');
/** config("NAME"), as some libraries of Python have it. */
const IN_PYTHON = /\bconfig\(\s*["']([A-Z][A-Z\d_]{2,})/g;
/** ${NAME:-fallback} of a script that the image begins with. */
const IN_SCRIPTS = new RegExp(String.raw`\$\{${NAME}:?[-=]([^}"$]*)\}`, 'g');
const IN_SETTINGS = new RegExp(String.raw`\$\{${NAME}`, 'g');

const LITERAL = String.raw`(?:"([^"\n]*)"|'([^'\n]*)'|([\w./:-]+))`;
/** get("NAME", "fallback"), get("NAME", default=fallback), process.env.NAME ?? "fallback", ${NAME:fallback} */
const FALLBACK = new RegExp(String.raw`^(?:["']\s*,\s*(?:default\s*=)?|["']?\]?\s*(?:\|\||\?\?)|:)\s*${LITERAL}`);
/** v := os.Getenv("NAME"); if v == "" { v = "fallback" } */
const IF_EMPTY = new RegExp(String.raw`^["']\)\s*;?\s*if\s+(\w+)\s*==\s*""\s*\{\s*\1\s*:?=\s*${LITERAL}\s*\}`);
/** if v := os.Getenv("NAME"); v != "" { c.Log.Format = v }, beside Format: "fallback" */
const IF_GIVEN = /^["']\);\s*(\w+)\s*!=\s*""\s*\{\s*[\w.]+\.(\w+)\s*=\s*\1\s*\}/;

export interface Asked {
  name: string;
  /** Where in the text. */
  index: number;
  /** What the program takes where there is none, if that stands beside. */
  fallback?: string | undefined;
}

/** The variables that a file asks for by their names. */
export function askedIn(file: string, text: string): Asked[] {
  if (isSettings(file)) return askedBy(IN_SETTINGS, text);
  if (isScript(file))
    return [...text.matchAll(IN_SCRIPTS)].map(({ 1: name = '', 2: fallback, index }) => ({ name, index, fallback }));
  if (!isCode(file)) return [];
  const others = file.endsWith('.py') ? [...askedBy(IN_PYTHON, text), ...settingsIn(text)] : schemaIn(text);
  return [...askedBy(IN_CODE, text), ...others];
}

function askedBy(pattern: RegExp, text: string): Asked[] {
  return [...text.matchAll(pattern)].map(({ 0: whole, 1: name = '', index }) => {
    const end = index + whole.length;
    const isTernary = text[end] === ':' && !whole.startsWith('${');
    return { name, index, fallback: isTernary ? undefined : fallbackOf(text.slice(end, end + 300), text) };
  });
}

function fallbackOf(rest: string, text: string): string | undefined {
  const [, , field] = IF_GIVEN.exec(rest) ?? [];
  if (field !== undefined) return onlyValueOf(field, text);
  const [, ...found] = FALLBACK.exec(rest) ?? [];
  const [, , ...ifEmpty] = IF_EMPTY.exec(rest) ?? [];
  return [...found, ...ifEmpty].find((each) => each !== undefined);
}

/** Of a field that is set in one place, by name: value. */
function onlyValueOf(field: string, text: string): string | undefined {
  const values = [...text.matchAll(new RegExp(String.raw`\b${field}:\s*${LITERAL}`, 'g'))];
  return values.length === 1 ? values[0]?.slice(1).find((each) => each !== undefined) : undefined;
}

/** pydantic's settings: each field of the class is a variable, in capitals and behind the class's prefix. */
function settingsIn(text: string): Asked[] {
  if (!text.includes('BaseSettings')) return [];
  const [, prefix = ''] = /\benv_prefix\s*[=:]\s*["'](\w+)["']/.exec(text) ?? [];
  const field = String.raw`^[ \t]+([A-Za-z]\w+)[ \t]*:[ \t]*[A-Za-z][\w[\], |."']*(?:=|$)`;
  const fields = text.matchAll(
    new RegExp(`${field}(?:[ \\t]*(?:Field\\([ \\t]*(?:default[ \\t]*=[ \\t]*)?)?${LITERAL})?`, 'gm'),
  );
  return [...fields].map(({ 1: name = '', index, 2: one, 3: two, 4: three }) => ({
    name: `${prefix}${name}`.toUpperCase(),
    index,
    fallback: one ?? two ?? three,
  }));
}

/**
 * A schema's key is the variable, or the name of what a table beside leads to by it: PORT: z.coerce.number().default(8080),
 * or port: z.number().default(8080) and port: "PORT".
 */
function schemaIn(text: string): Asked[] {
  const by = new Map<string, string>();
  const schema = new RegExp(
    String.raw`\b(\w+)["']?\s*:\s*(?:[\w.]*\b(?:z|v|Joi|yup|t)\b[^,;{}]*?\.default\(\s*${LITERAL}|\w+\(\s*\{[^{}]*?\bdefault:\s*${LITERAL})`,
    'g',
  );
  for (const [, key = '', ...values] of text.matchAll(schema)) {
    const value = values.find((each) => each !== undefined);
    if (value !== undefined) by.set(key, value);
  }
  if (by.size === 0) return [];
  const own = [...text.matchAll(/\b([A-Z][A-Z\d]*(?:_[A-Z\d]+)*)["']?\s*:/g)].filter(([, name = '']) => by.has(name));
  const table = [...text.matchAll(/\b(\w+)\s*:\s*["']([A-Z][A-Z\d]*(?:_[A-Z\d]+)+)["']/g)];
  return [
    ...own.map(({ 1: name = '', index }) => ({ name, index, fallback: by.get(name) })),
    ...table.map(({ 1: key = '', 2: name = '', index }) => ({ name, index, fallback: by.get(key) })),
  ];
}
