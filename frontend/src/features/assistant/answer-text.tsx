import { answerBlocks } from './answer-blocks.ts';

/** An answer's words: paragraphs and simple lists, never markup. */
export function AnswerText({ text }: { text: string }) {
  return (
    <div className="flex flex-col gap-2 [overflow-wrap:anywhere]">
      {answerBlocks(text).map((block, index) => {
        // Blocks only ever come at the end, so their place names them.
        const key = `${index} ${block.kind}`;
        if (block.kind === 'paragraph') {
          return (
            <p key={key} dir="auto" className="whitespace-pre-line">
              {block.text}
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
              <li key={`${place} item`}>{item}</li>
            ))}
          </List>
        );
      })}
    </div>
  );
}
