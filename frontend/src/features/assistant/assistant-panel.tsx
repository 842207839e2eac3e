'use client';

import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { startTransition, useEffect, useRef, useState, type RefObject } from 'react';
import { announce } from '../../ui/announcer.tsx';
import { conversationKey, createChatStore, modelQuery, newKey, type Page } from './chat-store.ts';
import { TasksContext } from './conversation-context.ts';
import { Conversation } from './conversation.tsx';
import { HistoryView } from './history-view.tsx';
import { LoadFailure } from './load-failure.tsx';
import { ModelNote } from './model-note.tsx';
import { modelLine } from './model-words.ts';
import { CloseButton, PanelButtons, PanelFrame } from './panel-frame.tsx';
import { PanelSkeleton } from './panel-skeleton.tsx';

interface Props extends Page {
  /** Whether the page knew already that no model is connected. */
  isOffline: boolean;
  input: RefObject<HTMLTextAreaElement | null>;
  onEscape: () => void;
  onClose: (() => void) | undefined;
}

/** The assistant of somebody who is signed in: one conversation, or the list of all. */
export function AssistantPanel({ api, userId, tasks, isOffline, input, onEscape, onClose }: Props) {
  const client = useQueryClient();
  const [store] = useState(() => createChatStore(client, api, userId));
  const [open, setOpen] = useState(store.lastOpen);
  const { data: latest, error, refetch } = useInfiniteQuery({ ...store.history.list(''), enabled: !open });
  const { data: model } = useQuery(modelQuery(api));
  const [isListed, setIsListed] = useState(false);
  const listButton = useRef<HTMLButtonElement>(null);

  // The last conversation first; which one that was is settled once, whatever other tabs say later.
  useEffect(() => {
    if (open || !latest) return;
    // There is much to draw: clicks go before it.
    startTransition(() => setOpen(latest[0] ? conversationKey(latest[0].id) : newKey()));
  }, [open, latest]);

  useEffect(() => {
    if (open) store.setLastOpen(open);
  }, [store, open]);

  function show(key: string) {
    setOpen(key);
    setIsListed(false);
    store.reopen(key);
    input.current?.focus();
  }

  function begin() {
    show(newKey());
    announce('New conversation');
  }

  const buttons = (
    <PanelButtons
      listButton={listButton}
      isListed={isListed}
      onNew={begin}
      onList={() => setIsListed(!isListed)}
      onClose={onClose}
    />
  );

  if (!open) {
    if (!error) return <PanelSkeleton isOffline={isOffline} onClose={onClose} />;
    return (
      <PanelFrame buttons={onClose && <CloseButton onClose={onClose} />}>
        <LoadFailure what="Your conversations" error={error} onRetry={() => void refetch()} />
      </PanelFrame>
    );
  }
  return (
    <PanelFrame buttons={buttons} model={modelLine(model)}>
      {isListed && (
        <HistoryView
          history={store.history}
          open={open}
          onOpen={(id) => show(conversationKey(id))}
          onDelete={async (id) => {
            await store.remove(id);
            if (conversationKey(id) === open) setOpen(newKey());
          }}
          onLeave={() => {
            setIsListed(false);
            listButton.current?.focus();
          }}
        />
      )}
      <div hidden={isListed} className="flex min-h-0 grow flex-col [[hidden]]:hidden">
        <TasksContext value={tasks}>
          <Conversation
            key={open}
            store={store}
            conversation={open}
            note={(model?.offline ?? isOffline) && <ModelNote />}
            onGone={begin}
            input={input}
            onEscape={onEscape}
          />
        </TasksContext>
      </div>
    </PanelFrame>
  );
}
