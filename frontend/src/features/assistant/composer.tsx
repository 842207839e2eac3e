'use client';

import { ComposerPrimitive, QueueItemPrimitive, useAuiState } from '@assistant-ui/react';
import { useEffect, type RefObject } from 'react';
import { CrossIcon, SendIcon, StopIcon } from '../../ui/icons.tsx';
import { LeavingButton } from './leaving-button.tsx';

interface Props {
  input: RefObject<HTMLTextAreaElement | null>;
  /** Why what is written here was not sent. */
  problem: string | undefined;
  onEdit: (text: string) => void;
  onEscape: () => void;
}

const round = 'flex size-9 shrink-0 items-center justify-center rounded-box pointer-coarse:size-11';

/** Where a message is written; what was written during an answer waits above it. */
export function Composer({ input, problem, onEdit, onEscape }: Props) {
  const isRunning = useAuiState((state) => state.thread.isRunning);

  // Of whoever came before this was loaded the focus waits on the sheet or the dock; it goes on where a keyboard is at hand.
  useEffect(() => {
    const isAwaited =
      document.activeElement?.matches('dialog, #assistant-dock') && window.matchMedia('(pointer: fine)').matches;
    if (isAwaited) input.current?.focus();
  }, [input]);

  return (
    <div className="shrink-0 px-4 pb-4">
      <Waiting />
      <ComposerPrimitive.Root className="flex items-end gap-1 rounded-box border border-muted/80 bg-raised p-1 has-[textarea:focus-visible]:outline-2 has-[textarea:focus-visible]:outline-offset-2 has-[textarea:focus-visible]:outline-accent">
        <ComposerPrimitive.Input
          ref={input}
          rows={1}
          maxRows={8}
          dir="auto"
          aria-label="Message to the assistant"
          aria-invalid={problem ? true : undefined}
          aria-describedby={problem ? 'message-problem' : undefined}
          placeholder="Ask, or say what to do"
          enterKeyHint="send"
          cancelOnEscape={false}
          addAttachmentOnPaste={false}
          onChange={(event) => onEdit(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Escape') onEscape();
          }}
          className="min-h-9 grow resize-none bg-transparent px-2 py-1.5 outline-none placeholder:text-muted pointer-coarse:min-h-11 pointer-coarse:py-2.5"
        />
        {isRunning && (
          <ComposerPrimitive.Cancel aria-label="Stop" title="Stop" className={`${round} text-ink hover:text-accent`}>
            <StopIcon />
          </ComposerPrimitive.Cancel>
        )}
        <ComposerPrimitive.Send
          aria-label="Send"
          title="Send"
          className={`${round} bg-accent text-paper hover:bg-accent-strong disabled:bg-transparent disabled:text-muted`}
        >
          <SendIcon />
        </ComposerPrimitive.Send>
      </ComposerPrimitive.Root>
      {problem && (
        <p id="message-problem" role="alert" className="mt-1 text-small text-bad">
          {problem}
        </p>
      )}
    </div>
  );
}

function Waiting() {
  const count = useAuiState((state) => state.composer.queue.length);
  if (count === 0) return null;
  return (
    <section
      aria-label="Messages that wait for the answer"
      className="mb-2 border-s-2 border-line ps-3 text-small text-muted"
    >
      <ComposerPrimitive.Queue>
        {({ queueItem }) => (
          <div className="flex items-center gap-2">
            <p className="min-w-0 grow truncate" dir="auto">
              {queueItem.prompt}
            </p>
            <QueueItemPrimitive.Remove asChild>
              <LeavingButton
                aria-label={`Do not send: ${queueItem.prompt}`}
                title="Do not send"
                className="flex size-8 shrink-0 items-center justify-center rounded-box hover:text-bad pointer-coarse:size-11"
              >
                <CrossIcon />
              </LeavingButton>
            </QueueItemPrimitive.Remove>
          </div>
        )}
      </ComposerPrimitive.Queue>
    </section>
  );
}
