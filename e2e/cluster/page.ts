import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * A block of commands in a page of the documents. The word behind `sh` tells what is special about it: `manual` is another
 * way, which does not follow what stands before it; `fails` has lines that are refused; `background` has lines that go on;
 * `machine` changes the machine and not the cluster.
 */
export interface Block {
  page: string;
  section: string;
  mark: string;
  text: string;
}

/** The blocks of a page, in its order. */
export function blocksOf(folder: string, page: string): Block[] {
  const text = readFileSync(join(folder, page), 'utf8');
  let section = '';
  return [...text.matchAll(/^#+ (?<title>.+)$|^```sh ?(?<mark>.*)\n(?<lines>[^]*?)^```$/gm)].flatMap(({ groups }) => {
    if (groups?.['lines'] === undefined) {
      section = groups?.['title'] ?? section;
      return [];
    }
    return [{ page, section, mark: groups['mark'] ?? '', text: groups['lines'] }];
  });
}

/** Its commands, each on a line. */
export const linesOf = ({ text }: Block): string[] =>
  text
    .replaceAll(/\\\n\s*/g, '')
    .split('\n')
    .map((line) => line.replace(/(^|\s)#.*$/, '').trim())
    .filter(Boolean);
