import { readFileSync } from 'node:fs';
import type { Place } from './model.ts';

/** Reads lines of files, each file once; a file that cannot be read has none. */
export function linesOfFiles(): (place: Place) => string | undefined {
  const known = new Map<string, string[]>();
  return ({ file, line }) => {
    const lines = known.get(file) ?? linesOf(file);
    known.set(file, lines);
    return lines[line - 1];
  };
}

function linesOf(file: string): string[] {
  try {
    return readFileSync(file, 'utf8').split(/\r?\n/);
  } catch {
    return [];
  }
}
