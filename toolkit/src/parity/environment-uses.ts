import { readdirSync, readFileSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import type { Place, Service } from './model.ts';

/** A folder with more is not one program: whatever of it is read says little. */
const LIMIT_FILES = 1500;
const LIMIT_CHARACTERS = 300_000;
const SKIPPED = /^(?:node_modules|vendor|dist|build|target|out|coverage|tests?|__tests__|e2e|docs|\..*)$/;
const CODE = '.js .mjs .cjs .ts .mts .cts .jsx .tsx .py .rb .go .java .kt .cs .php .rs .ex .exs .scala'.split(' ');
/** Spring's settings, in which ${NAME:default} asks for a variable. */
const SETTINGS = /^(?:application|bootstrap)[\w-]*\.(?:properties|ya?ml)$|\.properties$/;
/** What else may name a variable that is read: scripts, templates, schemas. */
const OTHERS =
  /\.(?:sh|bash|conf|cnf|cfg|ini|toml|json|prisma|html|vue|svelte|tmpl|template|tpl|xml|gradle|csproj|sql|lua|erl|clj|hs|swift|dart|c|cc|cpp|h)$|^[^.]+$/;

/** How programs ask for a variable: process.env.NAME, os.environ["NAME"], getenv("NAME"), ENV.fetch("NAME") and so on. */
const ASKING = String.raw`\b(?:process|import\.meta)\.env\.|\b(?:process\.env|os\.environ|ENV|_ENV|_SERVER)\[["']|\b(?:os\.environ\.get|(?:os\.)?[Gg]etenv|os\.LookupEnv|ENV\.fetch|System\.getenv|Deno\.env\.get|env::var|System\.(?:get_env|fetch_env!)|GetEnvironmentVariable|\benv|\b\w*[eE]nv(?:Or|Int|Bool|Str|String|Duration|_or|_int|_bool)?\w*)\(\s*["']`;
const NAME = String.raw`([A-Za-z_]\w{2,})`;
const IN_CODE = new RegExp(`(?:${ASKING})${NAME}`, 'g');
/** config("NAME"), as some libraries of Python have it. */
const IN_PYTHON = /\bconfig\(\s*["']([A-Z][A-Z\d_]{2,})/g;
const IN_SETTINGS = new RegExp(String.raw`\$\{${NAME}`, 'g');

/** Where a variable is asked for, and what the program takes where there is none, if that stands beside. */
export interface Use extends Place {
  fallback?: string;
}

/** What a program's sources say of its variables. */
interface Sources {
  uses: ReadonlyMap<string, Use>;
  /** All that is written in it, as `bare` makes it. */
  text: string;
}

const LITERAL = String.raw`(?:"([^"\n]*)"|'([^'\n]*)'|([\w./:-]+))`;
/** get("NAME", "fallback"), get("NAME", default=fallback), process.env.NAME ?? "fallback", ${NAME:fallback} */
const FALLBACK = new RegExp(String.raw`^(?:["']\s*,\s*(?:default\s*=)?|["']?\]?\s*(?:\|\||\?\?)|:)\s*${LITERAL}`);
/** v := os.Getenv("NAME"); if v == "" { v = "fallback" } */
const IF_EMPTY = new RegExp(String.raw`^["']\)\s*;?\s*if\s+(\w+)\s*==\s*""\s*\{\s*\1\s*:?=\s*${LITERAL}\s*\}`);
/** if v := os.Getenv("NAME"); v != "" { c.Log.Format = v }, beside Format: "fallback" */
const IF_GIVEN = /^["']\);\s*(\w+)\s*!=\s*""\s*\{\s*[\w.]+\.(\w+)\s*=\s*\1\s*\}/;

/** A program's sources are looked through once, however many of its variables are asked for. */
const known = new Map<string, Sources>();

function sourcesOf({ build: own, likelyBuild }: Service): Sources | undefined {
  const build = own ?? likelyBuild;
  if (!build) return undefined;
  const sources = known.get(build.context) ?? readSources(build.context);
  known.set(build.context, sources);
  return sources;
}

/**
 * Where the sources that a service is built from ask for a variable by its name. A hint and no more: a program may read
 * its variables by a list, a schema or a library, and the folder may have sources of another one.
 */
export function useOf(name: string, service: Service): Use | undefined {
  return sourcesOf(service)?.uses.get(name);
}

const LEAST_USES = 3;
/** Read by what programs are made of, whoever writes them. */
const IMPLICIT =
  /^(?:NODE_|NPM_|NEXT_|NUXT_|VITE_|HOST(?:NAME)?$|PORT$|TZ$|LANG$|LC_|PATH$|HOME$|(?:HTTPS?|NO|ALL)_PROXY$|PYTHON|PIP_|JAVA_|JDK_|JVM_|MAVEN_|SPRING_|SERVER_|MANAGEMENT_|EUREKA_|LOGGING_|QUARKUS_|MICRONAUT_|ASPNETCORE_|DOTNET_|\w*__|OTEL_|AWS_|GOOGLE_|GCP_|AZURE_|KUBE|GO[A-Z]+$|GIN_|RAILS_|RACK_|BUNDLE_|SECRET_KEY_BASE$|DJANGO_SETTINGS_|FLASK_|UVICORN_|GUNICORN_|HYPERCORN_|CELERY|WEB_CONCURRENCY$|DATABASE_URL$|PG[A-Z]+$|SENTRY_|DD_|NEW_RELIC_|ELASTIC|HF_|TRANSFORMERS_|CUDA_|NVIDIA_|OPENAI_|ANTHROPIC_|LANGCHAIN_|RUST_|PHX_|MIX_|ERL|APP_(?:KEY|ENV|DEBUG|URL|NAME)$|LD_)/;

/**
 * Whether nothing that a service is built from names a variable, though others are asked for there. Its last words alone
 * count as its name: a library may put a prefix before them.
 */
export function isAskedNowhere(name: string, service: Service): boolean {
  const sources = sourcesOf(service);
  if (!sources || sources.uses.size < LEAST_USES || IMPLICIT.test(name)) return false;
  const [, ...words] = name.split('_');
  return ![name, words.join('_')].some((each) => each !== '' && sources.text.includes(bare(each)));
}

/** The folder whose sources those are, for a sentence. */
export const sourceFolder = ({ build, likelyBuild }: Service): string => (build ?? likelyBuild)?.context ?? '';

/** database_url, databaseUrl and database.url are one name. */
const bare = (text: string) => text.toLowerCase().replaceAll(/[._-]/g, '');

function readSources(folder: string): Sources {
  const uses = new Map<string, Use>();
  const texts: string[] = [];
  for (const file of filesBelow(folder)) {
    const text = readFileSync(file, 'utf8');
    if (text.length > LIMIT_CHARACTERS || text.includes('\0')) continue;
    texts.push(bare(text));
    for (const { name, index, fallback } of asked(basename(file), text)) {
      const line = text.slice(0, index).split('\n').length;
      if (!uses.has(name)) uses.set(name, { file, line, ...(fallback !== undefined && { fallback }) });
    }
  }
  return { uses, text: texts.join('\n') };
}

interface Asked {
  name: string;
  index: number;
  fallback?: string | undefined;
}

function asked(file: string, text: string): Asked[] {
  if (SETTINGS.test(file)) return askedBy(IN_SETTINGS, text);
  if (!CODE.includes(extname(file))) return [];
  const python = extname(file) === '.py' ? [...askedBy(IN_PYTHON, text), ...settingsIn(text)] : schemaIn(text);
  return [...askedBy(IN_CODE, text), ...python];
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

/** Whether two texts are one value to a program: True and true, 100_000n and 100000. */
export function isSameValue(one: string, other: string): boolean {
  return plain(one) === plain(other);
}

function plain(text: string): string {
  if (/^(?:true|false|yes|no|on|off)$/i.test(text)) return text.toLowerCase();
  return /^\d[\d_]*n?$/.test(text) ? text.replaceAll(/[_n]/g, '') : text;
}

function filesBelow(folder: string): string[] {
  const files: string[] = [];
  const waiting = [folder];
  for (let next = waiting.shift(); next !== undefined && files.length < LIMIT_FILES; next = waiting.shift()) {
    for (const entry of entriesOf(next)) {
      if (entry.isDirectory() && !SKIPPED.test(entry.name)) waiting.push(join(next, entry.name));
      else if (entry.isFile() && isSource(entry.name)) files.push(join(next, entry.name));
    }
  }
  return files.slice(0, LIMIT_FILES);
}

const isSource = (name: string) =>
  CODE.includes(extname(name)) ||
  SETTINGS.test(name) ||
  (OTHERS.test(name) && !/^(?:README|LICENSE|CHANGELOG)/i.test(name));

/** A context may be elsewhere, or not there at all. */
function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}
