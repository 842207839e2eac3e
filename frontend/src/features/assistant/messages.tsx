'use client';

import { MessagePrimitive, ThreadPrimitive, useAuiState } from '@assistant-ui/react';
import { AnswerText } from './answer-text.tsx';
import { useConversation } from './conversation-context.ts';
import { LeavingButton } from './leaving-button.tsx';
import { modelWords } from './model-words.ts';
import type { Answer, Message, UserMessage } from './thread.ts';
import { ToolLine } from './tool-line.tsx';

/** All that was said, oldest first. */
export function Messages() {
  return <ThreadPrimitive.Messages>{() => <OneMessage />}</ThreadPrimitive.Messages>;
}

function OneMessage() {
  const message = useAuiState((state) => state.message.metadata.custom['message'] as Message | undefined);
  const isLast = useAuiState((state) => state.message.isLast);
  if (!message) return null;
  return message.role === 'user' ? <Said message={message} /> : <Answered answer={message} isLast={isLast} />;
}

function Said({ message: { id, text, notSent } }: { message: UserMessage }) {
  return (
    <MessagePrimitive.Root className="flex flex-col items-end gap-1 ps-10 not-first:mt-3">
      <span className="sr-only">You: </span>
      <p
        dir="auto"
        className="max-w-full rounded-box bg-accent/10 px-3 py-2 [overflow-wrap:anywhere] whitespace-pre-line"
      >
        {text}
      </p>
      {notSent && <Problem words={`Not sent. ${notSent}`} messageId={id} isOurs />}
    </MessagePrimitive.Root>
  );
}

const stops: Record<NonNullable<Answer['stopped']>, string> = {
  cancelled: 'Stopped',
  steps: 'Stopped here: this took too many steps. Ask for less at once.',
  time: 'Stopped here: this took too long. Ask for less at once.',
};

function Answered({ answer, isLast }: { answer: Answer; isLast: boolean }) {
  const { id, text, tools, isRunning, stopped, failure, model, isOtherModel, broken } = answer;
  const isThinking = isRunning && text === '' && tools.every(({ result }) => result);
  return (
    <MessagePrimitive.Root className="flex flex-col gap-2" aria-busy={isRunning}>
      <span className="sr-only">Assistant: </span>
      {isOtherModel && model && <p className="text-small text-muted">From here on: {modelWords(model)}</p>}
      {tools.length > 0 && (
        <ul className="flex flex-col gap-1">
          {tools.map((tool) => (
            <ToolLine key={tool.id} tool={tool} />
          ))}
        </ul>
      )}
      {text !== '' && <AnswerText text={text} isPlain={model === 'offline'} />}
      {isThinking && <p className="appear-late text-muted">Thinking…</p>}
      {stopped && (
        <div className="flex flex-wrap items-center gap-x-3 text-small text-muted">
          <p>{stops[stopped]}</p>
          {isLast && !failure && <Retry messageId={id} />}
        </div>
      )}
      {broken && <Problem words={broken} messageId={isLast ? id : undefined} />}
      {failure && !text && <Problem words={failure.detail} messageId={isLast ? id : undefined} />}
      {failure && text && isLast && <Retry messageId={id} />}
    </MessagePrimitive.Root>
  );
}

interface ProblemProps {
  words: string;
  /** What can be tried again, if it can. */
  messageId: string | undefined;
  /** It is about a message of the person who writes, which can be given up, too. */
  isOurs?: boolean;
}

function Problem({ words, messageId, isOurs = false }: ProblemProps) {
  return (
    <div
      role="alert"
      className={`flex flex-wrap items-center gap-x-3 text-small ${isOurs ? 'justify-end text-end' : ''}`}
    >
      <p className="text-balance text-bad">{words}</p>
      {messageId && <Retry messageId={messageId} />}
      {messageId && isOurs && <Drop messageId={messageId} />}
    </div>
  );
}

const quiet =
  'min-h-8 self-start rounded-box text-small font-semibold hover:underline hover:underline-offset-4 pointer-coarse:min-h-11';

function Retry({ messageId }: { messageId: string }) {
  const { retry } = useConversation();
  return (
    <LeavingButton onClick={() => retry(messageId)} className={`${quiet} text-accent`}>
      Try again
    </LeavingButton>
  );
}

function Drop({ messageId }: { messageId: string }) {
  const { drop } = useConversation();
  return (
    <LeavingButton onClick={() => drop(messageId)} className={`${quiet} text-muted`}>
      Discard
    </LeavingButton>
  );
}
