import type { Document, Node, Pair, YAMLMap } from 'yaml';
import { isAlias, isMap, isScalar, isSeq, LineCounter, parseAllDocuments } from 'yaml';
import type { Place, Unknown } from '../model.ts';

/** A value of a YAML file that knows where it stands. */
export type Value = Scalar | List | Mapping;

interface Common {
  at: Place;
  /** A tag that the file gives it, such as !reset. */
  tag?: string;
}

export interface Scalar extends Common {
  kind: 'scalar';
  value: string | number | boolean | null;
  /** As it is written, without its quotes. */
  text: string;
  /** How it was written, where it names variables that nothing sets. */
  unset?: string;
}

export interface List extends Common {
  kind: 'list';
  items: Value[];
}

export interface Mapping extends Common {
  kind: 'map';
  entries: Map<string, Value>;
}

interface Options {
  /** A key that stands twice is an error, as for Compose; else the last one counts, as for Kubernetes. */
  uniqueKeys?: boolean;
  /** Where a line of the text comes from; without it, from that line of the file. */
  locate?: (line: number) => Place;
}

/** Reads all documents of a text; empty ones are left out. Anchors and merge keys are resolved. */
export function readYaml(
  text: string,
  file: string,
  { uniqueKeys = true, locate = (line) => ({ file, line }) }: Options = {},
): { documents: Value[]; problems: Unknown[] } {
  const lines = new LineCounter();
  const parsed = parseAllDocuments(text, { lineCounter: lines, merge: true, uniqueKeys, logLevel: 'silent' });
  const documents = Array.isArray(parsed) ? parsed : [];
  const problems = documents.flatMap(({ errors }) =>
    errors.map(({ message, pos }) => ({
      at: locate(lines.linePos(pos[0]).line),
      message: (message.split('\n')[0] ?? message).replace(/ at line \d+, column \d+:?$/, ''),
    })),
  );
  const values = documents.flatMap((document) => {
    if (document.errors.length > 0 || document.contents === null) return [];
    const builder = new Builder(document, (offset) => locate(lines.linePos(offset).line));
    const value = builder.build(document.contents);
    problems.push(...builder.problems);
    return value.kind === 'scalar' && value.value === null ? [] : [value];
  });
  return { documents: values, problems };
}

class Builder {
  readonly problems: Unknown[] = [];
  readonly #done = new Map<Node, Value>();
  readonly #under = new Set<Node>();
  readonly #document: Document;
  readonly #locate: (offset: number) => Place;

  constructor(document: Document, locate: (offset: number) => Place) {
    this.#document = document;
    this.#locate = locate;
  }

  build(node: Node | null | undefined): Value {
    if (!node) return { kind: 'scalar', value: null, text: '', at: this.#locate(0) };
    if (isAlias(node)) {
      const target = node.resolve(this.#document);
      if (target && !this.#under.has(target)) return this.build(target);
      return this.#broken(node, `the alias *${node.source} leads ${target ? 'to itself' : 'nowhere'}`);
    }
    const known = this.#done.get(node);
    if (known) return known;
    this.#under.add(node);
    const value = this.#make(node);
    this.#under.delete(node);
    this.#done.set(node, value);
    return value;
  }

  #make(node: Node): Value {
    const common = { at: this.#at(node), ...(node.tag?.startsWith('!') && { tag: node.tag }) };
    if (isMap(node)) return { kind: 'map', ...common, entries: this.#entries(node) };
    if (isSeq(node)) return { kind: 'list', ...common, items: node.items.map((item) => this.build(item as Node)) };
    if (!isScalar(node)) return this.#broken(node, 'nobody can read this value');
    const { value } = node;
    const text = typeof value === 'string' ? value : (node.source ?? '');
    // What is none of these (a date, a large number) is a text to us.
    const isPlain = value === null || typeof value === 'number' || typeof value === 'boolean';
    return { kind: 'scalar', ...common, value: isPlain ? value : text, text };
  }

  #entries(map: YAMLMap): Map<string, Value> {
    const entries = new Map<string, Value>();
    const own = new Map<string, Value>();
    for (const pair of map.items as Pair<Node, Node | null>[]) {
      const key = isScalar(pair.key) ? (pair.key.source ?? String(pair.key.value)) : '';
      // A value that is empty stands where its key does.
      const value = pair.value ? this.build(pair.value) : { ...this.build(null), at: this.#at(pair.key) };
      if (key !== '<<') own.set(key, value.kind === 'scalar' ? value : { ...value, at: this.#at(pair.key) });
      else for (const [name, merged] of mergedOf(value)) if (!entries.has(name)) entries.set(name, merged);
    }
    for (const [name, value] of own) entries.set(name, value);
    return entries;
  }

  #broken(node: Node, message: string): Scalar {
    const at = this.#at(node);
    this.problems.push({ at, message });
    return { kind: 'scalar', value: null, text: '', at };
  }

  #at(node: Node): Place {
    return this.#locate(node.range?.[0] ?? 0);
  }
}

function mergedOf(value: Value): [string, Value][] {
  if (value.kind === 'map') return [...value.entries];
  return value.kind === 'list' ? value.items.flatMap(mergedOf) : [];
}
