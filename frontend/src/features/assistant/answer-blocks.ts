/** A piece of an answer's text. */
export type Block =
  | { kind: 'paragraph'; text: string }
  /** `first` is the number that a numbered list begins with. */
  | { kind: 'list'; isNumbered: boolean; first: number; items: string[] };

// The text may be missing yet: an answer comes in piece by piece, and nothing should flicker.
const bullet = /^\s*[-*•](?:\s+(?<text>.*))?$/;
const numbered = /^\s*(?<number>\d{1,3})[.)](?:\s+(?<text>.*))?$/;

/** Paragraphs and simple lists; all else stays as it was written. Nothing in it is ever markup. */
export function answerBlocks(text: string): Block[] {
  const blocks: Block[] = [];
  let isNewParagraph = true;
  for (const line of text.split('\n')) {
    const block = blockOf(line);
    const last = blocks.at(-1);
    if (!block) isNewParagraph = true;
    else if (block.kind === 'list' && last?.kind === 'list' && last.isNumbered === block.isNumbered) {
      // Items with empty lines between them are one list.
      last.items.push(...block.items);
    } else if (block.kind === 'paragraph' && last?.kind === 'paragraph' && !isNewParagraph) {
      last.text += `\n${block.text}`;
    } else blocks.push(block);
    if (block) isNewParagraph = false;
  }
  return blocks;
}

/** What a line is by itself; undefined for an empty one. */
function blockOf(line: string): Block | undefined {
  if (line.trim() === '') return undefined;
  const number = numbered.exec(line)?.groups;
  const item = number ?? bullet.exec(line)?.groups;
  if (!item) return { kind: 'paragraph', text: line };
  return {
    kind: 'list',
    isNumbered: Boolean(number),
    first: Number(number?.['number'] ?? 1),
    items: [item['text'] ?? ''],
  };
}
