import { answerBlocks } from './answer-blocks.ts';
import { answerPieces } from './answer-pieces.ts';

interface Props {
  text: string;
  /** Whoever wrote it marks nothing: stars are stars. */
  isPlain: boolean;
}

/** An answer's words: paragraphs, simple lists and stressed words, never markup. */
export function AnswerText({ text, isPlain }: Props) {
  return (
    <div className="flex flex-col gap-2 [overflow-wrap:anywhere]">
      {answerBlocks(text).map((block, index) => {
        // Blocks only ever come at the end, so their place names them.
        const key = `${index} ${block.kind}`;
        if (block.kind === 'paragraph') {
          return (
            <p key={key} dir="auto" className="whitespace-pre-line">
              <Line text={block.text} isPlain={isPlain} />
            </p>
          );
        }
        const List = block.isNumbered ? 'ol' : 'ul';
        return (
          <List
            key={key}
            dir="auto"
            start={block.isNumbered ? block.first : undefined}
            className={`flex flex-col gap-1 ps-5 marker:text-muted ${block.isNumbered ? 'list-decimal' : 'list-disc'}`}
          >
            {block.items.map((item, place) => (
              <li key={`${place} item`}>
                <Line text={item} isPlain={isPlain} />
              </li>
            ))}
          </List>
        );
      })}
    </div>
  );
}

function Line({ text, isPlain }: Props) {
  if (isPlain) return text;
  return answerPieces(text).map(({ kind, text: words }, index) => {
    const key = `${index} ${kind}`;
    if (kind === 'strong') return <strong key={key}>{words}</strong>;
    if (kind === 'code') {
      return (
        <code key={key} className="rounded-box bg-line/50 px-1 text-small">
          {words}
        </code>
      );
    }
    return words;
  });
}
