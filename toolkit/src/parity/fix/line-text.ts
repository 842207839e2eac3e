import type { Place } from '../model.ts';
import { NotCertain } from './fix.ts';

/**
 * Replaces a word on one line of a text.
 * @param pattern the word is its first group, or all of it; it has to be there exactly once
 */
export function withWord(text: string, { line }: Pick<Place, 'line'>, pattern: RegExp, to: string): string {
  const lines = text.split('\n');
  const written = lines[line - 1] ?? '';
  if (written.includes('{{')) throw new NotCertain('the line is part of a template');
  const [found, ...others] = [...written.matchAll(new RegExp(pattern.source, 'gd'))];
  if (!found || others.length > 0) throw new NotCertain('it is not written there by itself');
  const [from, end] = found.indices?.[1] ?? found.indices?.[0] ?? [0, 0];
  lines[line - 1] = written.slice(0, from) + to + written.slice(end);
  return lines.join('\n');
}

export const literal = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`);
