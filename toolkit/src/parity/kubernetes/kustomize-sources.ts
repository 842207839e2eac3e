import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Place } from '../model.ts';
import type { List, Mapping, Value } from '../yaml/located.ts';
import { readYaml } from '../yaml/located.ts';
import { at, itemsOf, textOf } from '../yaml/read.ts';
import type { KubeObject } from './objects.ts';
import { objectsOf } from './objects.ts';

/** What a kustomization and those below it are made of. */
interface Sources {
  /** What is laid over others comes first. */
  objects: KubeObject[];
  kustomizations: Value[];
}

const NAMES = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];

/** The file that makes a folder a kustomization. */
export const kustomizationIn = (folder: string): string | undefined =>
  NAMES.map((name) => join(folder, name)).find((path) => existsSync(path));

/** Reads all files that a kustomization names, down to the last base; what is not there, or elsewhere, is left out. */
export function readSources(folder: string, open: readonly string[] = []): Sources {
  const file = kustomizationIn(folder);
  const [content] = file === undefined || open.includes(folder) ? [] : documentsOf(file);
  const found: Sources = { objects: [], kustomizations: content ? [content] : [] };
  const patches = [
    ...itemsOf(at(content, 'patchesStrategicMerge')),
    ...itemsOf(at(content, 'patches')).flatMap((patch) => at(patch, 'path') ?? []),
  ];
  for (const path of patches.flatMap(pathOf)) found.objects.push(...objectsIn(join(folder, path)));
  for (const path of ['components', 'resources', 'bases'].flatMap((key) => itemsOf(at(content, key))).flatMap(pathOf)) {
    const inner = join(folder, path);
    if (!existsSync(inner)) continue;
    const { objects, kustomizations } = statSync(inner).isDirectory()
      ? readSources(inner, [...open, folder])
      : { objects: objectsIn(inner), kustomizations: [] };
    found.objects.push(...objects);
    found.kustomizations.push(...kustomizations);
  }
  return found;
}

const pathOf = (value: Value): string[] => {
  const path = textOf(value);
  return path === undefined || path.includes('\n') ? [] : [path];
};
const documentsOf = (file: string): Value[] =>
  existsSync(file) ? readYaml(readFileSync(file, 'utf8'), file, { uniqueKeys: false }).documents : [];
const objectsIn = (file: string): KubeObject[] => documentsOf(file).flatMap(objectsOf);

/** The object with its lines: each value stands where a file says the same of it, else the kustomization has made it. */
export function withPlaces(built: KubeObject, { objects, kustomizations }: Sources): KubeObject {
  const origins = objects.filter((each) => isMadeOf(built, each));
  const isMade = origins.length === 0;
  const made = isMade ? generatorOf(built, kustomizations) : undefined;
  const origin = origins.at(-1)?.at ?? made?.at ?? built.at;
  const placed = place(
    built.value,
    origins.map(({ value }) => value),
    (key, value) =>
      transformerOf(key, value, built, kustomizations) ?? (isMade ? (literalOf(key, made) ?? origin) : built.at),
  );
  return { ...built, at: origin, value: { ...(placed as Mapping), at: origin } };
}

/** Kustomize puts words before and behind a name. */
function isMadeOf({ kind, name }: KubeObject, origin: KubeObject): boolean {
  return kind === origin.kind && origin.name !== '' && `-${name}-`.includes(`-${origin.name}-`);
}

type Elsewhere = (key: string, value: Value) => Place;

function place(value: Value, origins: readonly Value[], elsewhere: Elsewhere, key = ''): Value {
  if (value.kind === 'scalar') {
    const same = origins.find((origin) => origin.kind === 'scalar' && origin.text === value.text);
    return { ...value, at: same?.at ?? elsewhere(key, value) };
  }
  const alike = origins.filter(({ kind }) => kind === value.kind);
  const where = alike.at(-1)?.at ?? elsewhere(key, value);
  if (value.kind === 'map') {
    const entries = [...value.entries].map(([name, each]): [string, Value] => [
      name,
      place(
        each,
        alike.flatMap((origin) => at(origin, name) ?? []),
        elsewhere,
        name,
      ),
    ]);
    return { ...value, at: where, entries: new Map(entries) };
  }
  const items = value.items.map((each, index) =>
    place(
      each,
      alike.flatMap((origin) => partnerOf(each, index, origin as List) ?? []),
      elsewhere,
      key,
    ),
  );
  return { ...value, at: where, items };
}

/** By what people name the items of Kubernetes' lists. */
const IDENTITIES = ['name', 'mountPath', 'containerPort', 'port'];

function partnerOf(item: Value, index: number, { items }: List): Value | undefined {
  const identity = IDENTITIES.find((key) => at(item, key) !== undefined);
  if (identity === undefined) return items[index];
  return items.find((each) => textOf(at(each, identity)) === textOf(at(item, identity)));
}

/** What `images` and `replicas` of a kustomization say. */
function transformerOf(key: string, value: Value, { name }: KubeObject, all: readonly Value[]): Place | undefined {
  const text = textOf(value) ?? '';
  const images = all.flatMap((each) => itemsOf(at(each, 'images')));
  const counts = all.flatMap((each) => itemsOf(at(each, 'replicas')));
  const image = images.find((each) =>
    [at(each, 'newName'), at(each, 'name')].some((own) => textOf(own) === text.split(/[:@]/)[0]),
  );
  if (key === 'image') return image && (at(image, 'newTag') ?? at(image, 'digest') ?? image).at;
  const count = counts.find((each) => name.includes(textOf(at(each, 'name')) ?? '\0'));
  return key === 'replicas' ? count && (at(count, 'count') ?? count).at : undefined;
}

/** A config map or a Secret is made from texts and files, and has a sum behind its name. */
function generatorOf({ kind, name }: KubeObject, all: readonly Value[]): Value | undefined {
  const key = kind === 'Secret' ? 'secretGenerator' : 'configMapGenerator';
  return all.flatMap((each) => itemsOf(at(each, key))).find((each) => name.includes(textOf(at(each, 'name')) ?? '\0'));
}

const literalOf = (key: string, generator: Value | undefined): Place | undefined =>
  itemsOf(at(generator, 'literals')).find((each) => textOf(each)?.startsWith(`${key}=`))?.at;
