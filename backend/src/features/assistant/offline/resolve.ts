import type { Known } from './matching.ts';
import { match, matchAll } from './matching.ts';
import { parseReference, type Reference } from './reference.ts';
import { enumerate, quote, whatThereIs } from './say.ts';

export type World = { tasks: Known[]; shown: Known[]; listed: Known[]; focus: Known[] };
export type Resolved = { found: Known[] } | { ask: string; among: Known[] } | { none: string };

/**
 * Which tasks are meant.
 * @param prefer those that the command makes sense for; others are taken only when none of these fits
 */
export function resolve(at: Reference, said: string, world: World, prefer: (task: Known) => boolean): Resolved {
  const { tasks, shown, listed: list, focus } = world;
  const present = (some: Known[]) => some.flatMap(({ id }) => tasks.find((task) => task.id === id) ?? []);
  switch (at.kind) {
    case 'it': {
      const near = focus.length > 0 ? present(focus) : shown.length > 0 ? present(shown) : tasks.filter(prefer);
      if (near.length === 1) return { found: near };
      if (near.length === 0) return { none: `I do not know which task you mean. ${whatThereIs(tasks)}` };
      return which(near);
    }
    case 'them': {
      const near = present(focus.length > 0 ? focus : shown);
      return near.length > 0 ? { found: near } : { none: `I do not know which tasks you mean. ${whatThereIs(tasks)}` };
    }
    case 'newest':
    case 'oldest': {
      const task = at.kind === 'newest' ? tasks[0] : tasks.at(-1);
      return task ? { found: [task] } : { none: whatThereIs(tasks) };
    }
    case 'all': {
      const found = tasks.filter((task) => at.completed === undefined || task.completed === at.completed);
      const kind = at.completed === undefined ? '' : at.completed ? 'done ' : 'open ';
      return found.length > 0 ? { found } : { none: `There are no ${kind}tasks.` };
    }
    case 'matching': {
      const found = matchAll(at.text, tasks);
      return found.length > 0 ? { found } : { none: `No task has “${at.text}”. ${whatThereIs(tasks)}` };
    }
    case 'places': {
      const exact = tasks.filter(({ title }) => title.toLowerCase() === said.toLowerCase());
      if (exact.length === 1) return { found: exact };
      const places = at.places.map((place) => (place > 0 ? place - 1 : list.length + place));
      const chosen = places.flatMap((place) => list[place] ?? []);
      if (chosen.length < places.length && chosen.length === 0) {
        return {
          none:
            list.length === 0
              ? whatThereIs(tasks)
              : `The list has ${list.length === 1 ? 'one task' : `${list.length} tasks`} only. ${whatThereIs(tasks)}`,
        };
      }
      const found = present(chosen);
      return found.length > 0
        ? { found: [...new Set(found)] }
        : { none: `${enumerate(chosen.map(quote))} is no longer there. ${whatThereIs(tasks)}` };
    }
    case 'ids': {
      const found = at.ids.flatMap((id) => tasks.find((task) => task.id === id) ?? []);
      return found.length > 0 ? { found } : { none: `It is no longer there. ${whatThereIs(tasks)}` };
    }
    case 'phrase':
      return byTitle(at.text, said, tasks, prefer, at.isQuoted);
  }
}

function byTitle(
  text: string,
  said: string,
  tasks: Known[],
  prefer: (task: Known) => boolean,
  isQuoted = false,
): Resolved {
  const fits = (phrase: string) => {
    const wanted = match(phrase, tasks.filter(prefer));
    return wanted.sure.length > 0 ? wanted : match(phrase, tasks);
  };
  const whole = fits(text);
  if (whole.sure.length === 1) return { found: whole.sure };
  const parts = text
    .split(/\s*(?:,\s*(?:and\s+)?|\s+and\s+|\s*&\s*|\s+plus\s+)\s*(?:the\s+)?/iu)
    .filter((part) => part !== '');
  if (whole.sure.length === 0 && parts.length > 1 && !isQuoted) {
    const found: Known[] = [];
    for (const part of parts) {
      const reference = parseReference(part);
      const one = reference.kind === 'phrase' ? byTitle(reference.text, part, tasks, prefer) : { none: '' };
      if (!('found' in one)) return 'ask' in one ? one : { none: one.none || unknown(part, tasks) };
      found.push(...one.found);
    }
    return { found: [...new Set(found)] };
  }
  if (whole.sure.length > 1) return which(whole.sure);
  if (whole.maybe.length > 0 && whole.maybe.length <= 5) {
    return {
      ask: `I found no task that is called “${said}”. Did you mean ${enumerate(whole.maybe.map(quote), 'or')}?`,
      among: whole.maybe,
    };
  }
  return { none: unknown(said, tasks) };
}

const unknown = (said: string, tasks: Known[]) => `I found no task that is called “${said}”. ${whatThereIs(tasks)}`;

function which(among: Known[]): Resolved {
  const lines = among
    .slice(0, 10)
    .map((task, index) => `${index + 1}. ${task.title}${task.completed ? ' (done)' : ''}`);
  const more = among.length > lines.length ? [`… and ${among.length - lines.length} more.`] : [];
  return { ask: `Which one do you mean?\n${[...lines, ...more].join('\n')}`, among };
}

/** Whether an answer to "which one?" chooses, and what. */
export function choose(answer: string, among: Known[]): Known[] | undefined {
  const text = answer
    .trim()
    .replace(
      /^(?:(?:i (?:mean|meant|want(?:ed)?)|it's|its|it is|that's|that would be|yes|no|the answer is|make it|let's say|probably|please|well|um|oh|sorry|with)[\s,:]+)+/i,
      '',
    )
    .replace(/[\s,]*(?:please|thanks|thank you|of course|obviously)?[\s.!?]*$/i, '');
  const at = parseReference(text);
  if (at.kind === 'them' || at.kind === 'all') return among;
  if (at.kind === 'it') return among.length === 1 ? among : undefined;
  const resolved = resolve(at, text, { tasks: among, shown: among, listed: among, focus: [] }, () => true);
  if ('found' in resolved) return resolved.found;
  return 'ask' in resolved && resolved.among.length === 1 ? resolved.among : undefined;
}
