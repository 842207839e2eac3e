import { existsSync } from 'node:fs';

/**
 * Loads a part of the toolkit. In a checkout the sources run as they are; the published package carries only their
 * compiled form, because Node strips no types below node_modules.
 */
export async function load(name) {
  const sources = new URL(`../src/${name}.ts`, import.meta.url);
  if (!existsSync(sources)) return import(new URL(`../dist/${name}.js`, import.meta.url).href);
  if (!process.features.typescript) {
    throw new Error(
      `The sources of evenkeel need Node 24, and this is ${process.version}. Use npx or npm run: they find the project's own.`,
    );
  }
  return import(sources.href);
}
