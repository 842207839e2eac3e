import { existsSync, readFileSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import type { Environment } from '../../environment.ts';
import type { Place, Unknown } from '../model.ts';
import type { Mapping, Value } from '../yaml/located.ts';
import { readYaml } from '../yaml/located.ts';
import { at, isEmpty, itemsOf, mapOf, textOf } from '../yaml/read.ts';
import { parseDotEnv } from './dot-env.ts';
import type { Lookup } from './interpolate.ts';
import { interpolate } from './interpolate.ts';
import { canonical, merge, withoutResets } from './merge.ts';

export interface ComposeGiven {
  /** The later are laid over the earlier. */
  files: readonly string[];
  /** In the place of the project's .env. */
  envFiles: readonly string[];
  environment: Environment;
}

/** Compose's files as one, without anything that is still to be looked up. */
export interface ComposeTree {
  root: Mapping;
  unknown: Unknown[];
  lookup: Lookup;
  /** Names of the variables that the files put in. */
  asked: ReadonlySet<string>;
}

/** Where files lie, and what variables are in them. */
interface Scope {
  /** What relative paths begin at. */
  folder: string;
  lookup: Lookup;
  /** Files that are being read, to see when they include one another in a circle. */
  open: readonly string[];
}

const DEFAULT_ENV_FILE = '.env';

/** Reads the files of a project as the engine does: variables, `include`, `extends`, and all of them merged. */
export function loadCompose({ files, envFiles, environment }: ComposeGiven): ComposeTree {
  const loader = new Loader(environment);
  const folder = dirname(files[0] ?? '.');
  const lookup = loader.lookup(envFiles.length > 0 ? envFiles : [join(folder, DEFAULT_ENV_FILE)], {
    isRequired: envFiles.length > 0,
  });
  const root = loader.files(files, { folder, lookup, open: [] });
  return { root: withoutResets(root), unknown: loader.unknown, lookup, asked: loader.asked };
}

class Loader {
  readonly unknown: Unknown[] = [];
  readonly asked = new Set<string>();
  readonly #environment: Environment;

  constructor(environment: Environment) {
    this.#environment = environment;
  }

  /** The environment of the shell wins over files, and of these the later over the earlier. */
  lookup(files: readonly string[], { isRequired }: { isRequired: boolean }): Lookup {
    const values = new Map<string, string>();
    const lookup: Lookup = (name) => this.#environment[name] ?? values.get(name);
    for (const file of files) {
      if (!isRequired && !existsSync(file)) continue;
      const text = this.#read(file, { file, line: 1 });
      const { values: found, problems } = parseDotEnv(text ?? '', file, lookup);
      for (const [name, { value }] of found) values.set(name, value);
      for (const { line, message } of problems) this.unknown.push({ at: { file, line }, message });
    }
    return lookup;
  }

  files(files: readonly string[], scope: Scope): Mapping {
    let all = emptyMap({ file: files[0] ?? '', line: 1 });
    for (const file of files) all = merge(all, this.#file(file, scope));
    return all;
  }

  #file(file: string, scope: Scope): Mapping {
    const begin = { file, line: 1 };
    if (scope.open.includes(resolve(file))) {
      this.unknown.push({ at: begin, message: `${file} includes itself by way of ${scope.open.length} files` });
      return emptyMap(begin);
    }
    const inside = { ...scope, open: [...scope.open, resolve(file)] };
    const { documents, problems } = readYaml(this.#read(file, begin) ?? '', file);
    this.unknown.push(...problems);
    let root = emptyMap(begin);
    for (const document of documents) {
      if (document.kind !== 'map')
        this.unknown.push({ at: document.at, message: 'this is no compose file: it has no keys' });
      else
        root = merge(root, this.#services(mapOf(this.#interpolated(document, scope.lookup)) ?? document, scope.folder));
    }
    const extended = this.#extended(root, inside);
    let all = emptyMap(begin);
    for (const part of itemsOf(at(root, 'include'))) all = merge(all, this.#included(part, inside));
    return merge(all, extended);
  }

  #read(file: string, from: Place): string | undefined {
    try {
      return readFileSync(file, 'utf8');
    } catch (error) {
      this.unknown.push({ at: from, message: `${file} cannot be read: ${(error as Error).message.split(',')[0]}` });
      return undefined;
    }
  }

  /** An anchor's value is one, however many aliases lead to it: a few lines can have millions of them. */
  #interpolated(value: Value, lookup: Lookup, done = new Map<Value, Value>()): Value {
    const known = done.get(value);
    if (known) return known;
    const made = this.#interpolate(value, lookup, done);
    done.set(value, made);
    return made;
  }

  #interpolate(value: Value, lookup: Lookup, done: Map<Value, Value>): Value {
    if (value.kind === 'list')
      return { ...value, items: value.items.map((item) => this.#interpolated(item, lookup, done)) };
    if (value.kind === 'map') {
      const entries = [...value.entries].map(([key, each]): [string, Value] => [
        key,
        this.#interpolated(each, lookup, done),
      ]);
      return { ...value, entries: new Map(entries) };
    }
    if (typeof value.value !== 'string' || !value.value.includes('$')) return value;
    const part = value.value;
    const { text, unset, problems } = interpolate(part, (name) => {
      this.asked.add(name);
      return lookup(name);
    });
    // One text that cannot be told hides no service.
    this.unknown.push(...problems.map((message) => ({ at: value.at, message, part })));
    return { ...value, value: text, text, ...(unset.length > 0 && { unset: value.value }) };
  }

  /** Services in their long form, with paths that begin at the current folder. */
  #services(root: Mapping, folder: string): Mapping {
    const place = (value: Value): Value => placed(value, folder);
    const services = mapValues(at(root, 'services'), (service) => {
      if (service.kind !== 'map') return service;
      const long = canonical(service);
      const entries = new Map(long.entries);
      for (const key of ['build', 'env_file', 'volumes', 'develop', 'extends', 'label_file']) {
        const value = entries.get(key);
        if (value) entries.set(key, PLACED[key]?.(value, place) ?? value);
      }
      return { ...long, entries };
    });
    const files = (key: string) =>
      mapValues(at(root, key), (each) => (each.kind === 'map' ? withKeys(each, ['file'], place) : each));
    const entries = new Map(root.entries);
    for (const [key, value] of Object.entries({ services, secrets: files('secrets'), configs: files('configs') })) {
      if (value) entries.set(key, value);
    }
    return { ...root, entries };
  }

  #included(part: Value, scope: Scope): Mapping {
    const paths = itemsOf(part.kind === 'map' ? at(part, 'path') : part).flatMap((path) => textOf(path) ?? []);
    const files = paths.map((path) => shown(scope.folder, path));
    const own = textOf(at(part, 'project_directory'));
    const folder = own === undefined ? dirname(files[0] ?? '.') : shown(scope.folder, own);
    const named = itemsOf(at(part, 'env_file')).flatMap((path) => shown(scope.folder, textOf(path) ?? ''));
    const inner = this.lookup(named.length > 0 ? named : [join(folder, DEFAULT_ENV_FILE)], {
      isRequired: named.length > 0,
    });
    const lookup: Lookup = (name) => scope.lookup(name) ?? inner(name);
    return this.files(files, { ...scope, folder, lookup });
  }

  #extended(root: Mapping, scope: Scope): Mapping {
    const services = mapOf(at(root, 'services'));
    if (!services) return root;
    const entries = [...services.entries].map(([name, service]): [string, Value] => [
      name,
      service.kind === 'map' ? this.#withBase(service, services, scope, [name]) : service,
    ]);
    return { ...root, entries: new Map(root.entries).set('services', { ...services, entries: new Map(entries) }) };
  }

  #withBase(service: Mapping, services: Mapping, scope: Scope, chain: string[]): Mapping {
    const wanted = at(service, 'extends');
    const name = textOf(at(wanted, 'service'));
    if (wanted === undefined || name === undefined) return service;
    const own: Mapping = { ...service, entries: new Map([...service.entries].filter(([key]) => key !== 'extends')) };
    const file = textOf(at(wanted, 'file'));
    const key = `${file ?? ''}#${name}`;
    if (chain.includes(key) || chain.length > 50 || (file === undefined && chain.includes(name))) {
      this.unknown.push({ at: wanted.at, message: `the service ${name} extends itself` });
      return own;
    }
    const elsewhere = file === undefined ? services : this.#servicesOf(file, scope);
    const base = mapOf(at(elsewhere, name));
    if (!base) {
      this.unknown.push({
        at: wanted.at,
        message: `there is no service ${name} in ${file ?? wanted.at.file} to extend`,
      });
      return own;
    }
    const whole = this.#withBase(base, elsewhere ?? services, scope, [
      ...chain,
      key,
      ...(file === undefined ? [name] : []),
    ]);
    const wrapped = (each: Mapping): Mapping => merge(emptyMap(each.at), { ...each, entries: new Map([['x', each]]) });
    const merged = merge(wrapped(whole), wrapped(own), 'services');
    return { ...(mapOf(at(merged, 'x')) ?? own), at: service.at };
  }

  #servicesOf(file: string, scope: Scope): Mapping | undefined {
    const { documents, problems } = readYaml(this.#read(file, { file, line: 1 }) ?? '', file);
    this.unknown.push(...problems);
    const [document] = documents;
    if (document?.kind !== 'map') return undefined;
    const root = mapOf(this.#interpolated(document, scope.lookup)) ?? document;
    return mapOf(at(this.#services(root, dirname(file)), 'services'));
  }
}

const emptyMap = (place: Place): Mapping => ({ kind: 'map', at: place, entries: new Map() });

function mapValues(value: Value | undefined, change: (each: Value) => Value): Mapping | undefined {
  if (value?.kind !== 'map') return undefined;
  return { ...value, entries: new Map([...value.entries].map(([key, each]) => [key, change(each)])) };
}

type Change = (value: Value) => Value;

function withKeys(map: Mapping, keys: readonly string[], change: Change): Mapping {
  const entries = [...map.entries].map(([key, each]): [string, Value] => [
    key,
    keys.includes(key) ? change(each) : each,
  ]);
  return { ...map, entries: new Map(entries) };
}

/** The keys of a service that hold paths of this machine, and where in them. */
const PLACED: Record<string, (value: Value, place: Change) => Value> = {
  build: (value, place) => (value.kind === 'map' ? withKeys(value, ['context'], place) : value),
  extends: (value, place) => (value.kind === 'map' ? withKeys(value, ['file'], place) : value),
  env_file: (value, place) =>
    eachItem(value, (item) => (item.kind === 'map' ? withKeys(item, ['path'], place) : place(item))),
  label_file: (value, place) => eachItem(value, place),
  volumes: (value, place) =>
    eachItem(value, (item) => {
      if (item.kind !== 'map') return shortVolume(item, place);
      return textOf(at(item, 'type')) === 'bind' ? withKeys(item, ['source'], place) : item;
    }),
  develop: (value, place) =>
    value.kind !== 'map'
      ? value
      : withKeys(value, ['watch'], (watch) =>
          eachItem(watch, (rule) => (rule.kind === 'map' ? withKeys(rule, ['path'], place) : rule)),
        ),
};

function eachItem(value: Value, change: Change): Value {
  return value.kind === 'list' ? { ...value, items: value.items.map(change) } : change(value);
}

/** ./folder:/path of a short volume; a name without a slash at its beginning is a volume, not a folder. */
function shortVolume(item: Value, place: Change): Value {
  const text = textOf(item);
  const [, source, rest] = /^([.~][^:]*)(:.*)$/.exec(text ?? '') ?? [];
  if (item.kind !== 'scalar' || source === undefined || rest === undefined) return item;
  const path = textOf(place({ ...item, value: source, text: source })) ?? source;
  const whole = `${/^[./~]/.test(path) ? '' : './'}${path}${rest}`;
  return { ...item, value: whole, text: whole };
}

function placed(value: Value, folder: string): Value {
  const text = textOf(value);
  if (value.kind !== 'scalar' || text === undefined || isEmpty(value) || /^(~|[a-z+]+:\/\/|git@)/i.test(text))
    return value;
  const path = shown(folder, text);
  return { ...value, value: path, text: path };
}

/** A path as seen from the current folder. */
function shown(folder: string, path: string): string {
  return isAbsolute(path) ? path : relative('.', resolve(folder, path)) || '.';
}
