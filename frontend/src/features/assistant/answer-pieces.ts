/** Some words of an answer, and how they are meant. */
export interface Piece {
  kind: 'text' | 'strong' | 'code';
  text: string;
}

const marked = /\*\*(?=\S)(?<strong>[^*\n]+)(?<=\S)\*\*|`(?<code>[^`\n]+)`/g;

/** The words of a line, those that a model has marked as **strong** or `code` apart. What is not closed stays as it is. */
export function answerPieces(line: string): Piece[] {
  const pieces: Piece[] = [];
  let end = 0;
  const add = (kind: Piece['kind'], text: string | undefined) => text && pieces.push({ kind, text });
  for (const match of line.matchAll(marked)) {
    add('text', line.slice(end, match.index));
    add('strong', match.groups?.['strong']);
    add('code', match.groups?.['code']);
    end = match.index + match[0].length;
  }
  add('text', line.slice(end));
  return pieces;
}
