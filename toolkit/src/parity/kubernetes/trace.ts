import type { Place } from '../model.ts';

interface TemplateLine {
  line: number;
  /** Matches what the line becomes; undefined: it becomes nothing, or lines that only its action knows. */
  pattern: RegExp | undefined;
  /** All that it is, without its spaces, where no action is in it. */
  plain: string | undefined;
  /** How many signs of it stay as they are: the more, the surer a match. */
  literal: number;
  /** Its action writes further lines, indented at least so far. */
  gives: number | undefined;
  /** Paths of the values that are in it; of an image's, that of its tag. */
  values: string[];
  /** Its action writes what this helper says. */
  includes: string | undefined;
  /** Paths of the values that the loop around it goes through. */
  loops: string[];
  /** A turn of the loop begins here, with its key: `{{ $key }}: …`, `- name: {{ $key }}`. */
  isNamed: boolean;
}

/** Where a line of the rendered text comes from. */
export interface Origin {
  line: number;
  /** Of a helper, which is in another file. */
  file?: string;
  /** Paths of values that it may have: image.tag. The first that a file gives is meant. */
  values: string[];
  /** A helper has written it. */
  includes?: string | undefined;
}

/** Named parts of templates, by their names. */
type Helpers = ReadonlyMap<string, { file: string; lines: TemplateLine[] }>;

const ACTION = /\{\{-?\s*(.*?)\s*-?\}\}/g;
const GIVES = /\b(?:include|template|toYaml|tpl)\b/;
/** Signs that a line must have to be known by them: `{{ $key }}: {{ $value }}` has one. */
const LEAST = 3;
/** How many lines further on such a line may still be meant. */
const CLOSE = 3;
/** Lines that are looked back for the next turn of a loop. */
const BACK = 20;

/** The lines of a template, ready to be compared with what it becomes. */
export function readTemplate(text: string): TemplateLine[] {
  const around: { word: string; values: string[] }[] = [];
  return text.split(/\r?\n/).map((written, index) => {
    const actions = [...written.matchAll(ACTION)].map((match) => match[1] ?? '');
    const parts = written.trim().replaceAll(ACTION, '\0').split('\0');
    const literal = parts.join('').replaceAll(/\s/g, '').length;
    const outer = [...around];
    for (const action of actions) {
      const [, word] = /^(if|range|with|define|block|end)\b/.exec(action) ?? [];
      if (word === 'end') around.pop();
      else if (word !== undefined) around.push({ word, values: valuesIn(action) });
    }
    const own = actions.flatMap(valuesIn);
    const isDot = actions.some((action) => /^\.(?:\s|$)|^(?:quote|toYaml|toJson) \.(?:\s|$)/.test(action));
    const inner = outer.at(-1);
    return {
      line: index + 1,
      pattern: literal === 0 ? undefined : new RegExp(`^${parts.map(escaped).join('.*')}$`),
      plain: parts.length === 1 ? squeezed(written) : undefined,
      literal,
      gives: actions.some((action) => GIVES.test(action)) ? indentOf(written) : undefined,
      values: own.length === 0 && isDot && inner?.word === 'with' ? inner.values : single(own, actions),
      includes: actions.flatMap((action) => /\b(?:include|template) "([^"]+)"/.exec(action)?.[1] ?? [])[0],
      loops: outer.findLast(({ word }) => word === 'range')?.values ?? [],
      isNamed: /^\s*(?:- )?(?:name: )?["']?\{\{-?\s*\$/.test(written),
    };
  });
}

const squeezed = (text: string) => text.replaceAll(/\s+/g, '');

const valuesIn = (action: string) => [...action.matchAll(/\.Values\.([\w.]+)/g)].map((match) => match[1] ?? '');

/** Of several values in a line, or a text made of them, nobody knows which is meant; of an image's it is the tag. */
const single = (values: string[], actions: string[]) =>
  values.length < 2 && !actions.some((action) => action.startsWith('printf '))
    ? values
    : values.filter((path) => path.endsWith('.tag'));

/** The helpers of a file: from each `define` to its `end`. */
export function readHelpers(text: string, file: string): [string, { file: string; lines: TemplateLine[] }][] {
  const lines = readTemplate(text);
  const written = text.split(/\r?\n/);
  return written.flatMap((line, index) => {
    const [, name] = /\{\{-?\s*define "([^"]+)"/.exec(line) ?? [];
    if (name === undefined) return [];
    const next = written.findIndex((each, at) => at > index && /\{\{-?\s*define "/.test(each));
    return [[name, { file, lines: lines.slice(index + 1, next < 0 ? undefined : next) }]];
  });
}

/**
 * Tells of each line that a template has become where it comes from. Helm does not say; so each line looks for the one
 * that fits it best and is not far from where the line before it came from.
 * @param after the template's line that came last, counted from 1, where a document goes on with the same template
 */
export function traceLines(
  rendered: readonly string[],
  template: readonly TemplateLine[],
  helpers: Helpers = new Map(),
  after = 0,
): Origin[] {
  let last = after - 1;
  let given: { from: number; path: Indented[] } = { from: -1, path: [] };
  let turn: string[] = [];
  const origins = rendered.map((written): Origin => {
    const best = bestFit(written, template, last);
    last = best ?? nextGiving(template, last);
    const origin = template[last];
    if (!origin) return { line: 1, values: [] };
    const { line, values, includes, loops, isNamed } = origin;
    if (best !== undefined || given.from !== last) given = { from: last, path: [] };
    const key = /^\s*(?:- )?(?:name: )?["']?([\w./-]+)/.exec(written)?.[1] ?? '';
    if (isNamed || loops.length === 0) turn = loops.map((path) => `${path}.${key}`);
    if (best !== undefined) return { line, values: values.length > 0 ? values : turn };
    given.path = below(given.path, written);
    return { line, includes, values: values.map((value) => [value, ...given.path.map((each) => each.key)].join('.')) };
  });
  return throughHelpers(rendered, origins, helpers);
}

/** What a helper has written is traced there: the lines that follow one another, and have the same action. */
function throughHelpers(rendered: readonly string[], origins: Origin[], helpers: Helpers): Origin[] {
  const found = [...origins];
  for (let from = 0; from < found.length; from++) {
    const { includes, line } = origins[from] ?? {};
    const helper = includes === undefined ? undefined : helpers.get(includes);
    if (!helper) continue;
    let to = from;
    while (origins[to]?.line === line && origins[to]?.includes === includes) to += 1;
    // A helper that includes itself would have no end.
    const others = new Map([...helpers].filter(([name]) => name !== includes));
    const inner = traceLines(rendered.slice(from, to), helper.lines, others);
    inner.forEach((origin, index) => (found[from + index] = { file: helper.file, ...origin }));
    from = to - 1;
  }
  return found;
}

function bestFit(written: string, template: readonly TemplateLine[], last: number): number | undefined {
  const text = written.trim();
  if (text === '') return last < 0 ? undefined : last;
  const given = template[last]?.gives;
  const mayBeGiven = given !== undefined && written.length - written.trimStart().length >= given;
  const { plain, dynamic } = indexOf(template);
  const same = plain.get(squeezed(text));
  const fitting = dynamic.filter(({ pattern }) => pattern.test(text));
  const scored = (same ? [same, ...fitting] : fitting).flatMap(({ literal, places }) => {
    // What fits everything fits nothing where an action is just writing lines.
    if (mayBeGiven && literal < LEAST) return [];
    return nextTo(places, last).flatMap((index) => {
      const distance = index - last;
      if (literal < LEAST && (distance < 0 || distance > CLOSE)) return [];
      const far = distance > 0 ? distance - 1 : BACK - distance;
      // A line of many signs is known again from afar, `{{ $key }}: {{ $value }}` only from near.
      return [{ index, score: literal - far * (literal > 12 ? 0.25 : 1) }];
    });
  });
  return scored.toSorted((one, other) => other.score - one.score || one.index - other.index)[0]?.index;
}

/** Lines of a template that are alike, in their order. */
interface Alike {
  pattern: RegExp;
  literal: number;
  places: number[];
}

interface Index {
  plain: Map<string, Alike>;
  dynamic: Alike[];
}

/** A template may have thousands of lines, and what is made of it as many again. */
const indexes = new WeakMap<readonly TemplateLine[], Index>();

function indexOf(template: readonly TemplateLine[]): Index {
  const before = indexes.get(template);
  if (before) return before;
  const plain = new Map<string, Alike>();
  const dynamic = new Map<string, Alike>();
  for (const [place, line] of template.entries()) {
    if (!line.pattern) continue;
    const [kept, key] = line.plain === undefined ? [dynamic, line.pattern.source] : [plain, line.plain];
    const alike = kept.get(key) ?? { pattern: line.pattern, literal: line.literal, places: [] };
    alike.places.push(place);
    kept.set(key, alike);
  }
  const index = { plain, dynamic: [...dynamic.values()] };
  indexes.set(template, index);
  return index;
}

/** Of rising numbers the last one up to a place, and the first one behind it. */
function nextTo(places: readonly number[], place: number): number[] {
  let [low, high] = [0, places.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((places[middle] ?? 0) <= place) low = middle + 1;
    else high = middle;
  }
  return [places[low - 1], places[low]].filter((each) => each !== undefined);
}

/** A line that nothing fits is written by an action: the one of the line before it, or else the next that writes lines. */
function nextGiving(template: readonly TemplateLine[], last: number): number {
  if (template[last]?.gives !== undefined) return last;
  const next = template.findIndex((line, index) => index > last && line.gives !== undefined);
  return next < 0 ? last : next;
}

const indentOf = (written: string) => Number(/\bn?indent (\d+)/.exec(written)?.[1] ?? 0);

interface Indented {
  indent: number;
  key: string;
}

/** The path of keys down to a line, by how far lines are indented. */
function below(path: readonly Indented[], written: string): Indented[] {
  const [, spaces = '', key] = /^(\s*)["']?([\w./-]+)["']?:/.exec(written) ?? [];
  const above = path.filter(({ indent }) => indent < spaces.length);
  return key === undefined ? [...path] : [...above, { indent: spaces.length, key }];
}

/** Where the value of a line is given, where a values file gives it; else the line of the template. */
export function placeOf(origin: Origin | undefined, file: string, valueAt: (path: string) => Place | undefined): Place {
  const given = origin?.values.map(valueAt).find((place) => place !== undefined);
  return given ?? { file: origin?.file ?? file, line: origin?.line ?? 1 };
}

/** Spaces may be gone where an action stood. */
const escaped = (text: string) =>
  text.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`).replaceAll(/\s+/g, String.raw`\s*`);
