'use client';

import {
  AssistantRuntimeProvider,
  MessageNotSentError,
  ThreadPrimitive,
  useExternalStoreRuntime,
  type AppendMessage,
  type ThreadMessageLike,
} from '@assistant-ui/react';
import { onlineManager, useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useRef, useState, type ReactNode, type RefObject } from 'react';
import { ChevronIcon } from '../../ui/icons.tsx';
import type { ChatStore } from './chat-store.ts';
import { Composer } from './composer.tsx';
import { ConversationContext } from './conversation-context.ts';
import { FirstUse } from './first-use.tsx';
import { LoadFailure } from './load-failure.tsx';
import { readyText, textProblem } from './message-text.ts';
import { MessagesSkeleton } from './messages-skeleton.tsx';
import { Messages } from './messages.tsx';
import { emptyThread, isRunning, type Message, type Thread, type ToolUse } from './thread.ts';

const OFFLINE = 'You are offline. Your message stays here: send it when you are back.';

interface Props {
  store: ChatStore;
  conversation: string;
  note: ReactNode;
  /** To be called when it turns out to be deleted. */
  onGone: () => void;
  input: RefObject<HTMLTextAreaElement | null>;
  onEscape: () => void;
}

/** One conversation: what was said, and where one says more. */
export function Conversation({ store, conversation, note, onGone, input, onEscape }: Props) {
  const { data, error, refetch } = useQuery(store.thread(conversation));
  const thread = data ?? emptyThread;
  const [problem, setProblem] = useState<string>();
  const log = useRef<HTMLDivElement>(null);

  const actions = useMemo(
    () => ({
      send: (typed: string) => {
        const text = readyText(typed);
        const found = onlineManager.isOnline() ? textProblem(text) : OFFLINE;
        setProblem(found);
        if (found || !text) return !found;
        store.setDraft(conversation, '');
        store.send(conversation, text);
        return true;
      },
      retry: (messageId: string) => store.retry(conversation, messageId),
      drop: (messageId: string) => store.dropUnsent(conversation, messageId),
      undo: (tool: ToolUse) => store.undo(conversation, tool),
      takeFocus: () => {
        if (window.matchMedia('(pointer: fine)').matches) input.current?.focus();
        else log.current?.focus();
      },
    }),
    [store, conversation, input],
  );

  const runtime = useRuntime(thread, { store, conversation, isReady: data !== undefined, send: actions.send });

  // What was typed here before a reload, or before another conversation was looked at.
  useEffect(() => {
    const draft = store.draft(conversation);
    if (draft) runtime.thread.composer.setText(draft);
    // oxlint-disable-next-line react/exhaustive-deps -- once for each conversation; the runtime is made anew all the time
  }, [store, conversation]);

  // Elsewhere it may have been gone on with meanwhile.
  useEffect(() => {
    const onReturn = () => document.visibilityState === 'visible' && store.reopen(conversation);
    document.addEventListener('visibilitychange', onReturn);
    return () => document.removeEventListener('visibilitychange', onReturn);
  }, [store, conversation]);

  return (
    <AssistantRuntimeProvider runtime={runtime}>
      <ConversationContext value={actions}>
        <ThreadPrimitive.Root className="relative flex min-h-0 grow flex-col">
          <ThreadPrimitive.Viewport
            ref={log}
            role="log"
            aria-label="Conversation"
            aria-live="polite"
            // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, also by keyboard
            tabIndex={0}
            className="flex min-h-0 grow flex-col gap-3 overflow-y-auto overscroll-contain px-4 pt-2 pb-4 -outline-offset-2"
          >
            {error && !data ? (
              <LoadFailure what="This conversation" error={error} onRetry={() => void refetch()} onGone={onGone} />
            ) : !data ? (
              <MessagesSkeleton />
            ) : data.messages.length === 0 ? (
              <FirstUse />
            ) : (
              <Messages />
            )}
          </ThreadPrimitive.Viewport>
          <div className="relative">
            <ThreadPrimitive.ScrollToBottom
              aria-label="Go to the latest message"
              className="absolute start-1/2 bottom-2 flex size-9 -translate-x-1/2 items-center justify-center rounded-full border border-muted/60 bg-raised text-ink hover:border-ink disabled:hidden pointer-coarse:size-11 rtl:translate-x-1/2"
            >
              <ChevronIcon />
            </ThreadPrimitive.ScrollToBottom>
          </div>
          {note}
          <Composer
            input={input}
            problem={problem}
            onEdit={(text) => {
              setProblem(undefined);
              store.setDraft(conversation, text);
            }}
            onEscape={onEscape}
          />
        </ThreadPrimitive.Root>
      </ConversationContext>
    </AssistantRuntimeProvider>
  );
}

interface RuntimeOptions {
  store: ChatStore;
  conversation: string;
  isReady: boolean;
  /** @returns whether it was taken */
  send: (text: string) => boolean;
}

/** Shows a thread to the widget's parts, and hands back what they are told. */
function useRuntime(thread: Thread, { store, conversation, isReady, send }: RuntimeOptions) {
  const items = useMemo(
    () => thread.waiting.map(({ id, text }) => ({ id, prompt: text, parts: [{ type: 'text', text } as const] })),
    [thread.waiting],
  );
  const take = (message: AppendMessage) => {
    // Not taken, it goes back to where it was written.
    if (!send(textOf(message))) throw new MessageNotSentError();
  };
  return useExternalStoreRuntime<Message>({
    messages: thread.messages,
    convertMessage,
    isRunning: isRunning(thread),
    isSendDisabled: !isReady,
    onNew: async (message) => take(message),
    onCancel: async () => store.stop(conversation),
    queue: {
      items,
      steerItems: [],
      enqueue: take,
      steer: take,
      move: () => {},
      edit: () => {},
      remove: (id) => store.dropWaiting(conversation, id),
    },
  });
}

function convertMessage(message: Message): ThreadMessageLike {
  return { id: message.id, role: message.role, content: message.text, metadata: { custom: { message } } };
}

function textOf({ content }: AppendMessage): string {
  return content.map((part) => (part.type === 'text' ? part.text : '')).join('');
}
