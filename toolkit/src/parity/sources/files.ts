import { readdirSync } from 'node:fs';
import { extname, join } from 'node:path';

/** A folder with more is not one program: whatever of it is read says little. */
const LIMIT_FILES = 1500;
const SKIPPED = /^(?:node_modules|vendor|dist|build|target|out|coverage|tests?|__tests__|e2e|docs|\..*)$/;
const CODE = '.js .mjs .cjs .ts .mts .cts .jsx .tsx .py .rb .go .java .kt .cs .php .rs .ex .exs .scala'.split(' ');
const SETTINGS = /^(?:application|bootstrap)[\w-]*\.(?:properties|ya?ml)$|\.properties$/;
/** What else may name a variable that is read: scripts, templates, schemas. */
const OTHERS =
  /\.(?:sh|bash|conf|cnf|cfg|ini|toml|json|prisma|html|vue|svelte|tmpl|template|tpl|xml|gradle|csproj|sql|lua|erl|clj|hs|swift|dart|c|cc|cpp|h)$|^[^.]+$/;

export const isCode = (name: string): boolean => CODE.includes(extname(name));
/** Spring's settings, in which ${NAME:default} asks for a variable. */
export const isSettings = (name: string): boolean => SETTINGS.test(name);

export const isScript = (name: string): boolean => /\.(?:sh|bash)$|^[\w-]*(?:entrypoint|start|run)$/.test(name);
/** A file of settings by whose keys frameworks name variables: Shop__Limit and SHOP_LIMIT are Shop: { Limit }. */
export const isTree = (name: string): boolean => /^(?:application|bootstrap)\.ya?ml$|^appsettings\.json$/.test(name);

/** The files of a program, from the outermost folder inwards; what it is tested with or built into is none of it. */
export function sourcesBelow(folder: string): string[] {
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
