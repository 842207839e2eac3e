import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, parse, relative, resolve } from 'node:path';
import type { Comparison } from '../compare.ts';
import type { Named } from '../comparisons.ts';
import { isKustomization } from '../kubernetes/kustomize.ts';
import { literal } from './line-text.ts';
import { isInside } from '../rules/data-is-kept.ts';

/**
 * Calls with the comparisons as they would be with other texts in some files. They are read from a folder of links to everything
 * that stays as it is, which is gone afterwards: the repository itself is not touched. A Tiltfile is left out, being code.
 */
export async function withTexts<T>(
  comparisons: readonly Named[],
  texts: ReadonlyMap<string, string>,
  call: (mirrored: Named[]) => Promise<T>,
): Promise<T> {
  const root = mkdtempSync(join(tmpdir(), 'evenkeel-fix-'));
  try {
    const files = [...texts.keys()].map((file) => resolve(file));
    const top = topOf([...files, ...comparisons.flatMap(pathsOf)]);
    const opened = new Set<string>();
    const open = (folder: string) => {
      if (opened.has(folder)) return;
      if (folder !== top) open(dirname(folder));
      opened.add(folder);
      openFolder(folder, inside(root, folder));
    };
    open(top);
    // A kustomization looks for others from where it really is.
    const folders = [
      ...new Set([...comparisons.flatMap(copiedOf), ...files.map((file) => dirname(file)).filter(isKustomization)]),
    ];
    const copied = folders.filter(
      (each) =>
        (isKustomization(each) || files.some((file) => isInside(file, each))) &&
        !folders.some((other) => other !== each && isInside(each, other)),
    );
    for (const folder of copied) {
      open(dirname(folder));
      rmSync(inside(root, folder), { recursive: true });
      // Programs that look at a whole folder do not all follow links.
      cpSync(folder, inside(root, folder), { recursive: true, dereference: true, filter: isOfInterest });
    }
    for (const [file, text] of texts) {
      const path = resolve(file);
      if (!copied.some((folder) => isInside(path, folder))) open(dirname(path));
      put(inside(root, path), text, root);
    }
    return await call(comparisons.map(({ name, comparison }) => ({ name, comparison: moved(comparison, root) })));
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/** A message as it would be without the folder of links: paths are those of the repository. */
export const withoutMirror = (text: string): string =>
  text.replaceAll(new RegExp(`[^\\s"\`']*evenkeel-fix-\\w+(?:${literal(process.cwd())}/?)?`, 'g'), '');

/** @throws Error rather than to write through a link, into the repository */
function put(place: string, text: string, root: string): void {
  if (!isInside(realpathSync(dirname(place)), realpathSync(root))) throw new Error(`${place} is not a copy`);
  rmSync(place);
  writeFileSync(place, text);
}

const inside = (root: string, path: string) => join(root, relative(parse(path).root, path));

const LARGEST = 4_000_000;

function isOfInterest(path: string): boolean {
  if (['node_modules', '.git'].includes(basename(path))) return false;
  const found = statSync(path, { throwIfNoEntry: false });
  return found !== undefined && (found.isDirectory() || found.size <= LARGEST);
}

/** The folder that everything is in; of a repository all, so that its files find one another. */
function topOf(paths: readonly string[]): string {
  const [first = resolve('.'), ...others] = paths.map((path) => dirname(path));
  let top = first;
  while (top !== dirname(top) && !others.every((other) => isInside(other, top))) top = dirname(top);
  for (let folder = top; folder !== dirname(folder); folder = dirname(folder)) {
    if (existsSync(join(folder, '.git'))) return folder;
  }
  return top;
}

const pathsOf = ({ comparison: { compose, charts, manifests } }: Named) =>
  [
    ...compose.files,
    ...compose.envFiles,
    ...charts.flatMap(({ folder, values }) => [folder, ...values]),
    ...manifests,
  ].map((path) => resolve(path));

/** A folder of links in the place of a link to the folder. */
function openFolder(folder: string, place: string): void {
  rmSync(place, { force: true, recursive: true });
  mkdirSync(place, { recursive: true });
  for (const name of readdirSync(folder)) symlinkSync(join(folder, name), join(place, name));
}

function copiedOf({ comparison: { charts, manifests } }: Named): string[] {
  const folders = [...charts.map(({ folder }) => folder), ...manifests].map((path) => resolve(path));
  return [...new Set(folders)].filter((path) => statSync(path).isDirectory());
}

function moved({ compose, charts, manifests, map, environment }: Comparison, root: string): Comparison {
  const all = (paths: readonly string[]) => paths.map((path) => inside(root, resolve(path)));
  return {
    compose: { ...compose, files: all(compose.files), envFiles: all(compose.envFiles) },
    charts: charts.map((chart) => ({
      ...chart,
      folder: inside(root, resolve(chart.folder)),
      values: all(chart.values),
    })),
    manifests: all(manifests),
    map,
    environment,
  };
}
