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
  /(?:\b(?:process|import\.meta)\.env\.|\b(?:process\.env|os\.environ|ENV|_ENV|_SERVER)\[["']|\b(?:os\.environ\.get|(?:os\.)?[Gg]etenv|os\.LookupEnv|ENV\.fetch|System\.getenv|Deno\.env\.get|env::var|System\.(?:get_env|fetch_env!)|GetEnvironmentVariable|\benv)\(\s*["']|\$\{)([A-Za-z_]\w{2,})/g;

/** A program's sources are looked through once, however many of its variables are asked for. */
const known = new Map<string, ReadonlyMap<string, Place>>();

/**
 * Where the sources that a service is built from ask for a variable by its name. A hint and no more: a program may read
 * its variables by a list, a schema or a library, and the folder may have sources of another one.
 */
export function useOf(name: string, { build }: Service): Place | undefined {
  if (!build) return undefined;
  const before = known.get(build.context);
  const uses = before ?? usesBelow(build.context);
  known.set(build.context, uses);
  return uses.get(name);
}

function usesBelow(folder: string): ReadonlyMap<string, Place> {
  const uses = new Map<string, Place>();
  for (const file of sourcesBelow(folder)) {
    const text = readFileSync(file, 'utf8');
    if (text.length > LIMIT_CHARACTERS) continue;
    for (const { 1: name = '', index } of text.matchAll(USE)) {
      if (!uses.has(name)) uses.set(name, { file, line: text.slice(0, index).split('\n').length });
    }
  }
  return uses;
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
