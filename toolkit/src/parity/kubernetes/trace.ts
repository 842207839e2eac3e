import type { Place } from '../model.ts';

interface TemplateLine {
  line: number;
  /** Matches what the line becomes; undefined: it becomes nothing, or lines that only its action knows. */
  pattern: RegExp | undefined;
  /** How many signs of it stay as they are: the more, the surer a match. */
  literal: number;
  /** Its action writes further lines, indented at least so far. */
  gives: number | undefined;
  /** Paths of the values that are in it. */
  values: string[];
}

/** Where a line of the rendered text comes from. */
export interface Origin {
  line: number;
  /** The value that it has, where it has one alone: image.tag. */
  value: string | undefined;
}

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
  return text.split(/\r?\n/).map((written, index) => {
    const actions = [...written.matchAll(ACTION)].map((match) => match[1] ?? '');
    const parts = written.trim().replaceAll(ACTION, '\0').split('\0');
    const literal = parts.join('').replaceAll(/\s/g, '').length;
    return {
      line: index + 1,
      pattern: literal === 0 ? undefined : new RegExp(`^${parts.map(escaped).join('.*')}$`),
      literal,
      gives: actions.some((action) => GIVES.test(action)) ? indentOf(written) : undefined,
      values: actions.flatMap((action) => [...action.matchAll(/\.Values\.([\w.]+)/g)].map((match) => match[1] ?? '')),
    };
  });
}

/**
 * Tells of each line that a template has become where it comes from. Helm does not say; so each line looks for the one
 * that fits it best and is not far from where the line before it came from.
 */
export function traceLines(rendered: readonly string[], template: readonly TemplateLine[]): Origin[] {
  let last = -1;
  let given: { from: number; path: Indented[] } = { from: -1, path: [] };
  return rendered.map((written) => {
    const best = bestFit(written, template, last);
    last = best ?? nextGiving(template, last);
    const origin = template[last];
    if (!origin) return { line: 1, value: undefined };
    if (best !== undefined) given = { from: last, path: [] };
    else if (given.from !== last) given = { from: last, path: [] };
    const [value, ...more] = origin.values;
    if (value === undefined || more.length > 0) return { line: origin.line, value: undefined };
    if (best !== undefined) return { line: origin.line, value };
    given.path = below(given.path, written);
    return { line: origin.line, value: [value, ...given.path.map(({ key }) => key)].join('.') };
  });
}

function bestFit(written: string, template: readonly TemplateLine[], last: number): number | undefined {
  const text = written.trim();
  if (text === '') return last < 0 ? undefined : last;
  const given = template[last]?.gives;
  const mayBeGiven = given !== undefined && written.length - written.trimStart().length >= given;
  const scored = template.flatMap((line, index) => {
    // What fits everything fits nothing where an action is just writing lines.
    if (!line.pattern?.test(text) || (mayBeGiven && line.literal < LEAST)) return [];
    const distance = index - last;
    if (line.literal < LEAST && (distance < 0 || distance > CLOSE)) return [];
    const far = distance > 0 ? distance - 1 : BACK - distance;
    // A line of many signs is known again from afar, `{{ $key }}: {{ $value }}` only from near.
    return [{ index, score: line.literal - far * (line.literal > 12 ? 0.25 : 1) }];
  });
  return scored.toSorted((a, b) => b.score - a.score)[0]?.index;
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
  const given = origin?.value === undefined ? undefined : valueAt(origin.value);
  return given ?? { file, line: origin?.line ?? 1 };
}

/** Spaces may be gone where an action stood. */
const escaped = (text: string) =>
  text.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`).replaceAll(/\s+/g, String.raw`\s*`);
