import { existsSync, readdirSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { familyOf } from './image-family.ts';
import { programOf, readImage } from './image.ts';
import type { Build, Service, Side } from './model.ts';

const DEPTH = 4;
const LIMIT_FOLDERS = 1_000;
const SKIPPED = /^(?:node_modules|vendor|dist|build|target|\..*)$/;

/**
 * Tells of services whose image was built elsewhere where that is made most likely: in the one folder below the compose file
 * that has a Dockerfile and the name of the image, or of the service. Its sources and what its image says are a hint then.
 */
export function withLikelyBuilds(compose: Side, file: string): Side {
  const isOpen = ({ build, image }: Service) => !build && image !== undefined;
  if (!compose.services.some(isOpen)) return compose;
  const top = dirname(file);
  const all = foldersBelow(top);
  const own = all.filter((folder) => existsSync(join(folder, 'Dockerfile')));
  // One Dockerfile for all of them, told which by an argument.
  const isShared = own.length === 0 && existsSync(join(top, 'Dockerfile'));
  const folders = isShared ? all.filter((folder) => existsSync(join(folder, 'package.json'))) : own;
  const built = new Map(compose.services.flatMap(({ image, build }) => (image && build ? [[image.value, build]] : [])));
  const services = compose.services.map((service) => {
    const likelyBuild =
      built.get(service.image?.value ?? '') ??
      (isOpen(service) && familyOf(service) === undefined
        ? buildOf(service, folders, isShared ? top : undefined)
        : undefined);
    return isOpen(service) && likelyBuild ? { ...service, likelyBuild } : service;
  });
  return { ...compose, services };
}

/** @param top where the Dockerfile is that all have in common */
function buildOf({ name, image, at }: Service, folders: readonly string[], top: string | undefined): Build | undefined {
  const program = image && programOf(readImage(image.value));
  for (const wanted of [name, program]) {
    const having = folders.filter((folder) => wanted !== undefined && plain(basename(folder)) === plain(wanted));
    const [context] = having;
    if (having.length === 1 && context !== undefined)
      return {
        at,
        context,
        dockerfile: relative(context, join(top ?? context, 'Dockerfile')),
        target: undefined,
        args: new Map(),
      };
  }
  return undefined;
}

const plain = (name: string) => name.toLowerCase().replaceAll(/[\W_]/g, '');

/** The outermost first; a level that begins below the limit is read whole. */
function foldersBelow(top: string): string[] {
  const found: string[] = [];
  let level = [top];
  for (let depth = 0; depth < DEPTH && found.length < LIMIT_FOLDERS; depth += 1) {
    level = level.flatMap(foldersIn);
    found.push(...level);
  }
  return found;
}

function foldersIn(folder: string): string[] {
  try {
    const entries = readdirSync(folder, { withFileTypes: true });
    return entries
      .filter((entry) => entry.isDirectory() && !SKIPPED.test(entry.name))
      .map(({ name }) => join(folder, name));
  } catch {
    return [];
  }
}
