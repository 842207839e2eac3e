import type { Place } from '../model.ts';

interface TemplateLine {
  line: number;
  /** Matches what the line becomes; undefined: it becomes any number of lines, or none. */
  pattern: RegExp | undefined;
  /** How many signs of it stay as they are: the more, the surer a match. */
  literal: number;
  /** Paths of the values that are in it. */
  values: string[];
}

const ACTION = /\{\{-?\s*(.*?)\s*-?\}\}/g;
const CONTROL = /^(?:if|else|end|range|with|define|block|template|\/\*|\$\w+\s*:?=|-?\s*$)/;
const NEAR = 40;

/** The lines of a template, ready to be compared with what it becomes. */
export function readTemplate(text: string): TemplateLine[] {
  return text.split(/\r?\n/).map((written, index) => {
    const actions = [...written.matchAll(ACTION)].map((match) => match[1] ?? '');
    const rest = written.replaceAll(ACTION, '').trim();
    const isAlone = actions.length > 0 && rest === '';
    const isControl = isAlone && actions.every((action) => CONTROL.test(action));
    const parts = written.trim().replaceAll(ACTION, '\0').split('\0');
    const pattern = rest === '' ? undefined : new RegExp(`^${parts.map(escaped).join('.*')}$`);
    const values = actions.flatMap((action) =>
      [...action.matchAll(/\.Values\.([\w.]+)/g)].map((match) => match[1] ?? ''),
    );
    return {
      line: index + 1,
      pattern: isControl ? undefined : pattern,
      literal: rest.replaceAll(/\s/g, '').length,
      values,
    };
  });
}

/**
 * Tells for each line that a template has become which line of the template it comes from. Helm does not say; so
 * each line looks for the one that fits it best and is not far from where the one before it came from.
 * @returns an index of `template` a line; those that come from a helper have the one before them
 */
export function traceLines(
  rendered: readonly string[],
  template: readonly TemplateLine[],
): (TemplateLine | undefined)[] {
  let last = -1;
  return rendered.map((written) => {
    const text = written.trim();
    if (text === '') return template[last];
    const scored = template.flatMap((line, index) => {
      if (!line.pattern?.test(text)) return [];
      const distance = index - last;
      // Forwards is usual; backwards is the next turn of a loop.
      const far = distance > 0 ? distance - 1 : NEAR / 2 - distance;
      return [{ index, score: line.literal - far * (line.literal > 12 ? 0.25 : 1) }];
    });
    const best = scored.toSorted((a, b) => b.score - a.score)[0];
    if (best) last = best.index;
    return best ? template[best.index] : (template[nextHelper(template, last)] ?? template[last]);
  });
}

/** A line that nothing fits comes from a helper, which is the next line with an action alone. */
function nextHelper(template: readonly TemplateLine[], last: number): number {
  const index = template.findIndex((line, at) => at > last && line.pattern === undefined && line.literal === 0);
  return index < 0 ? last : index;
}

/** The value that a line has, where it has one alone and a values file gives it; else the line itself. */
export function placeOf(
  line: TemplateLine | undefined,
  file: string,
  valueAt: (path: string) => Place | undefined,
): Place {
  const own = { file, line: line?.line ?? 1 };
  const [path, ...more] = line?.values ?? [];
  return (path !== undefined && more.length === 0 ? valueAt(path) : undefined) ?? own;
}

const escaped = (text: string) => text.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);
