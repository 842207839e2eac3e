'use client';

import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState, type RefObject } from 'react';
import { announce } from '../../ui/announcer.tsx';
import { conversationKey, createChatStore, modelQuery, newKey, type Page } from './chat-store.ts';
import { ConversationList } from './conversation-list.tsx';
import { Conversation } from './conversation.tsx';
import { LoadFailure } from './load-failure.tsx';
import { ModelNote } from './model-note.tsx';
import { CloseButton, PanelButtons, PanelFrame } from './panel-frame.tsx';
import { PanelSkeleton } from './panel-skeleton.tsx';

interface Props extends Page {
  input: RefObject<HTMLTextAreaElement | null>;
  onEscape: () => void;
  onClose: (() => void) | undefined;
}

/** The assistant of somebody who is signed in: one conversation, or the list of all. */
export function AssistantPanel({ api, userId, findTask, input, onEscape, onClose }: Props) {
  const client = useQueryClient();
  const [store] = useState(() => createChatStore(client, { api, userId, findTask }));
  const { data: entries, error, refetch } = useQuery(store.list);
  const { data: model } = useQuery(modelQuery(api));
  const [open, setOpen] = useState(store.lastOpen);
  const [isListed, setIsListed] = useState(false);
  const listButton = useRef<HTMLButtonElement>(null);

  // The last conversation first; which one that was is settled once, whatever other tabs say later.
  if (!open && entries) setOpen(entries[0] ? conversationKey(entries[0].id) : newKey());

  useEffect(() => {
    if (open) store.setLastOpen(open);
  }, [store, open]);

  function show(key: string) {
    setOpen(key);
    setIsListed(false);
    store.reopen(key);
    input.current?.focus();
  }

  const buttons = (
    <PanelButtons
      listButton={listButton}
      isListed={isListed}
      onNew={() => {
        show(newKey());
        announce('New conversation');
      }}
      onList={() => setIsListed(!isListed)}
      onClose={onClose}
    />
  );

  if (!open || !entries) {
    if (!error) return <PanelSkeleton onClose={onClose} />;
    return (
      <PanelFrame buttons={onClose && <CloseButton onClose={onClose} />}>
        <LoadFailure what="Your conversations" error={error} onRetry={() => void refetch()} />
      </PanelFrame>
    );
  }
  return (
    <PanelFrame buttons={buttons}>
      {isListed && (
        <ConversationList
          entries={entries}
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
        <Conversation
          key={open}
          store={store}
          conversation={open}
          note={model?.offline && <ModelNote />}
          input={input}
          onEscape={onEscape}
        />
      </div>
    </PanelFrame>
  );
}
