import type { Ended } from '../harness/command.ts';
import type { Namespace } from './namespace.ts';
import { blocksOf, linesOf, type Block } from './page.ts';

const LIMIT_MS = 600_000;

/**
 * Types what the documents say, word for word, and remembers what has been typed.
 * @param folder the copy of the repository in which it is typed
 */
export function createTypist({ source, folder }: { source: string; folder: string }, pages: string[]) {
  const blocks = pages.flatMap((page) => blocksOf(source, page));
  const typed = new Set<string>();
  function find(page: string, section: string, mark: string): Block[] {
    const found = blocks.filter((each) => each.page === page && each.section === section && each.mark === mark);
    if (found.length === 0) throw new Error(`${page} has no such block in "${section}": sh ${mark}`);
    return found;
  }
  const remember = (block: Block) => linesOf(block).forEach((line) => typed.add(line));

  return {
    /** All blocks of a section, or one of them, one after another, each by a shell that stops at what fails. */
    async type(
      where: Namespace,
      page: string,
      section: string,
      { mark = '', only }: { mark?: string; only?: number } = {},
    ): Promise<string> {
      let said = '';
      for (const [index, block] of find(page, section, mark).entries()) {
        if (only !== undefined && only !== index) continue;
        said += await where.demand(['sh', '-ec', block.text], { cwd: folder, limitMs: LIMIT_MS });
        remember(block);
      }
      return said;
    },
    /** Each line of a section by itself, whatever comes of it. */
    async tryEach(
      where: Namespace,
      page: string,
      section: string,
      mark: string,
    ): Promise<(Ended & { line: string })[]> {
      const all: (Ended & { line: string })[] = [];
      for (const block of find(page, section, mark)) {
        for (const line of linesOf(block)) {
          all.push({ line, ...(await where.attempt(['sh', '-ec', line], { cwd: folder })) });
        }
        remember(block);
      }
      return all;
    },
    /** The lines of a section that go on, for who starts them. */
    linesFor(page: string, section: string, mark: string): string[] {
      const found = find(page, section, mark);
      found.forEach(remember);
      return found.flatMap(linesOf);
    },
    /** Blocks of which a line was not typed. */
    left: () => blocks.filter((block) => !linesOf(block).every((line) => typed.has(line))),
  };
}
