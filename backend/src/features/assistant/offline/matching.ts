import { keysOf, wordsOf } from './words.ts';

export type Known = { id: string; title: string; completed: boolean };

/** Letters that have to be changed, added or taken away; more than `most` is not counted. */
function distance(a: string, b: string, most: number): number {
  if (Math.abs(a.length - b.length) > most) return most + 1;
  let before = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const change = a[row - 1] === b[column - 1] ? 0 : 1;
      current[column] = Math.min(before[column]! + 1, current[column - 1]! + 1, before[column - 1]! + change);
    }
    before = current;
  }
  return before[b.length]!;
}

const sorted = (word: string) => Array.from(word).toSorted().join('');

function nearly(said: string, key: string): boolean {
  if (said.length >= 4 && key.startsWith(said)) return true;
  if (key.length >= 4 && said.startsWith(key) && said.length - key.length <= 3) return true;
  const allowed = said.length >= 8 ? 2 : said.length >= 4 ? 1 : 0;
  // Two letters changed places: the commonest slip of the fingers.
  const isSwapped =
    said.length >= 4 && said.length === key.length && said[0] === key[0] && sorted(said) === sorted(key);
  return isSwapped || (allowed > 0 && distance(said, key, allowed) <= allowed);
}

/** From 0, nothing in common, to 5, the same words; from 2 on all that was said is in the title. */
function closeness(phrase: string, title: string): number {
  if (wordsOf(phrase).join(' ') === wordsOf(title).join(' ')) return 5;
  const said = keysOf(phrase);
  const keys = keysOf(title);
  if (said.length === 0) return 0;
  const same = said.filter((word) => keys.includes(word)).length;
  if (same === said.length) return keys.every((key) => said.includes(key)) ? 4 : 3;
  const close = said.filter((word) => keys.some((key) => key === word || nearly(word, key))).length;
  return close === said.length ? 2 : close / said.length;
}

/** The tasks that fit best. `sure`: all that was said is in their titles; `maybe`: half of it or more. */
export function match<T extends Known>(phrase: string, tasks: T[]): { sure: T[]; maybe: T[] } {
  const rated = tasks.map((task) => ({ task, rate: closeness(phrase, task.title) }));
  const best = Math.max(0, ...rated.map(({ rate }) => rate));
  const fitting = rated.filter(({ rate }) => rate === best).map(({ task }) => task);
  if (best >= 2) return { sure: fitting, maybe: [] };
  return { sure: [], maybe: best >= 0.5 ? fitting : [] };
}

/** All tasks that have every word of the phrase. */
export const matchAll = <T extends Known>(phrase: string, tasks: T[]) =>
  tasks.filter(({ title }) => closeness(phrase, title) >= 2);
