'use client';

import { useRef, useState } from 'react';
import { failureWords } from '../../failure-words.ts';
import { announce } from '../../ui/announcer.tsx';
import { Button } from '../../ui/button.tsx';
import { agoWords } from '../../ui/date-words.ts';
import { BinIcon } from '../../ui/icons.tsx';
import { useNow } from '../../ui/use-now.ts';
import { conversationKey } from './chat-store.ts';
import type { ConversationEntry } from './chat.ts';

interface Props {
  entries: ConversationEntry[];
  /** Key of the conversation that is open. */
  open: string;
  onOpen: (id: string) => void;
  onDelete: (id: string) => Promise<void>;
  onLeave: () => void;
}

/** All conversations, the latest first. */
export function ConversationList({ entries, open, onOpen, onDelete, onLeave }: Props) {
  const now = useNow(60_000);
  const list = useRef<HTMLDivElement>(null);
  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- the Escape key of the controls in it
    <div
      ref={list}
      tabIndex={-1}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || event.defaultPrevented) return;
        // In a sheet it leads back to the conversation first.
        event.preventDefault();
        onLeave();
      }}
      className="flex min-h-0 grow flex-col overflow-y-auto px-2 pb-4 outline-none"
    >
      <h3 className="px-2 py-1 text-small text-muted">Conversations</h3>
      {entries.length === 0 && <p className="px-2 text-muted">There are none yet.</p>}
      <ul>
        {entries.map((entry) => (
          <Entry
            key={entry.id}
            entry={entry}
            ago={agoWords(entry.updated_at, now)}
            isOpen={conversationKey(entry.id) === open}
            onOpen={() => onOpen(entry.id)}
            onDelete={async () => {
              await onDelete(entry.id);
              list.current?.focus();
            }}
          />
        ))}
      </ul>
    </div>
  );
}

const focusOnArrival = (element: HTMLElement | null) => element?.focus();

interface EntryProps {
  entry: ConversationEntry;
  ago: string;
  isOpen: boolean;
  onOpen: () => void;
  onDelete: () => Promise<void>;
}

/** A conversation; deleting it asks first, as it cannot be brought back. */
function Entry({ entry: { title }, ago, isOpen, onOpen, onDelete }: EntryProps) {
  const [deleting, setDeleting] = useState<'never' | 'no' | 'asked' | 'now' | { words: string }>('never');

  async function remove() {
    setDeleting('now');
    try {
      await onDelete();
      announce('Conversation deleted');
    } catch (error) {
      setDeleting({ words: failureWords(error) });
    }
  }

  if (deleting !== 'no' && deleting !== 'never') {
    return (
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- the Escape key of the controls in it
      <li
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return;
          event.preventDefault();
          setDeleting('no');
        }}
        className="rounded-box px-2 py-2"
      >
        <p className="[overflow-wrap:anywhere]">
          {typeof deleting === 'object' ? (
            <span role="alert" className="text-bad">
              Not deleted. {deleting.words}
            </span>
          ) : (
            <>
              Delete <bdi>“{title}”</bdi> for good? The tasks stay.
            </>
          )}
        </p>
        <div className="mt-2 flex gap-2">
          <Button isBusy={deleting === 'now'} onClick={() => void remove()}>
            {typeof deleting === 'object' ? 'Try again' : 'Delete'}
          </Button>
          <Button kind="quiet" ref={focusOnArrival} onClick={() => setDeleting('no')}>
            Keep
          </Button>
        </div>
      </li>
    );
  }
  return (
    <li className="group flex items-center">
      <button
        type="button"
        aria-current={isOpen || undefined}
        onClick={onOpen}
        className="min-h-11 min-w-0 grow rounded-box px-2 py-1.5 text-start hover:text-accent aria-[current]:font-semibold"
      >
        <span dir="auto" className="block truncate">
          {title}
        </span>
        <span className="block text-small font-normal text-muted">{ago}</span>
      </button>
      <button
        ref={deleting === 'no' ? focusOnArrival : undefined}
        type="button"
        aria-label={`Delete the conversation ${title}`}
        onClick={() => setDeleting('asked')}
        className="flex size-11 shrink-0 items-center justify-center rounded-box text-muted hover:text-bad pointer-fine:opacity-0 pointer-fine:group-focus-within:opacity-100 pointer-fine:group-hover:opacity-100"
      >
        <BinIcon />
      </button>
    </li>
  );
}
