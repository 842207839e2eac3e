import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import type { Place, Service } from './model.ts';

/** A folder with more is not one program: whatever of it is read says little. */
const LIMIT_FILES = 1500;
const LIMIT_CHARACTERS = 300_000;
const SKIPPED = /^(?:node_modules|vendor|dist|build|target|out|coverage|tests?|__tests__|e2e|docs|\..*)$/;
const SOURCES = new Set(
  '.js .mjs .cjs .ts .mts .cts .jsx .tsx .py .rb .go .java .kt .cs .php .rs .ex .exs .scala .properties'.split(' '),
);

/** How programs ask for a variable: process.env.NAME, os.environ["NAME"], getenv("NAME"), ENV.fetch("NAME") and so on. */
const USE =
  /(?:\b(?:process|import\.meta)\.env\.|\b(?:process\.env|os\.environ|ENV|_ENV|_SERVER)\[["']|\b(?:os\.environ\.get|(?:os\.)?[Gg]etenv|os\.LookupEnv|ENV\.fetch|System\.getenv|Deno\.env\.get|env::var|System\.(?:get_env|fetch_env!)|GetEnvironmentVariable|\benv|\b\w*[eE]nv(?:Or|Int|Bool|Str|String|Duration|_or|_int|_bool)?\w*)\(\s*["']|\$\{)([A-Za-z_]\w{2,})/g;

/** Where a variable is asked for, and what the program takes where there is none, if that stands beside. */
export interface Use extends Place {
  fallback?: string;
}

/** get("NAME", "fallback"), process.env.NAME ?? "fallback", ${NAME:fallback} */
const FALLBACK = /^(?:["']\s*,|["']?\]?\s*(?:\|\||\?\?)|:)\s*(?:"([^"\n]*)"|'([^'\n]*)'|([\w./:-]+))/;

/** A program's sources are looked through once, however many of its variables are asked for. */
const known = new Map<string, ReadonlyMap<string, Use>>();

/**
 * Where the sources that a service is built from ask for a variable by its name. A hint and no more: a program may read
 * its variables by a list, a schema or a library, and the folder may have sources of another one.
 */
export function useOf(name: string, { build }: Service): Use | undefined {
  if (!build) return undefined;
  const before = known.get(build.context);
  const uses = before ?? usesBelow(build.context);
  known.set(build.context, uses);
  return uses.get(name);
}

function usesBelow(folder: string): ReadonlyMap<string, Use> {
  const uses = new Map<string, Use>();
  for (const file of sourcesBelow(folder)) {
    const text = readFileSync(file, 'utf8');
    if (text.length > LIMIT_CHARACTERS) continue;
    const lineAt = (index: number) => text.slice(0, index).split('\n').length;
    for (const { 0: whole, 1: name = '', index } of text.matchAll(USE)) {
      if (uses.has(name)) continue;
      const end = index + whole.length;
      const [, ...found] = FALLBACK.exec(text.slice(end, end + 200)) ?? [];
      const fallback =
        text[end] === ':' && !whole.startsWith('${') ? undefined : found.find((each) => each !== undefined);
      uses.set(name, { file, line: lineAt(index), ...(fallback !== undefined && { fallback }) });
    }
    for (const { name, index } of settingsIn(text)) {
      if (!uses.has(name)) uses.set(name, { file, line: lineAt(index) });
    }
  }
  return uses;
}

/** pydantic's settings: each field of the class is a variable, in capitals and behind the class's prefix. */
function settingsIn(text: string): { name: string; index: number }[] {
  if (!text.includes('BaseSettings')) return [];
  const [, prefix = ''] = /\benv_prefix\s*[=:]\s*["'](\w+)["']/.exec(text) ?? [];
  const fields = text.matchAll(/^[ \t]+([A-Za-z]\w+)[ \t]*:[ \t]*[A-Za-z][\w[\], |."']*(?:=|$)/gm);
  return [...fields].map(({ 1: name = '', index }) => ({ name: `${prefix}${name}`.toUpperCase(), index }));
}

function sourcesBelow(folder: string): string[] {
  const files: string[] = [];
  const waiting = [folder];
  for (let next = waiting.shift(); next !== undefined && files.length < LIMIT_FILES; next = waiting.shift()) {
    for (const entry of entriesOf(next)) {
      if (entry.isDirectory() && !SKIPPED.test(entry.name)) waiting.push(join(next, entry.name));
      else if (entry.isFile() && SOURCES.has(extname(entry.name))) files.push(join(next, entry.name));
    }
  }
  return files.slice(0, LIMIT_FILES);
}

/** A context may be elsewhere, or not there at all. */
function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}
