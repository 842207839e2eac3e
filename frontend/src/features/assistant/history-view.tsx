'use client';

import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { announce } from '../../ui/announcer.tsx';
import { Button } from '../../ui/button.tsx';
import { agoWords } from '../../ui/date-words.ts';
import { inputClass } from '../../ui/field.tsx';
import { useNow } from '../../ui/use-now.ts';
import type { ChatHistory } from './chat-history.ts';
import { conversationKey } from './chat-store.ts';
import { HistoryEntry } from './history-entry.tsx';
import { historyGroups } from './history-groups.ts';
import { LoadFailure } from './load-failure.tsx';
import { MessagesSkeleton } from './messages-skeleton.tsx';

interface Props {
  history: ChatHistory;
  /** Key of the conversation that is open. */
  open: string;
  onOpen: (id: string) => void;
  onDelete: (id: string) => Promise<void>;
  onLeave: () => void;
}

// Typing goes on for so long before it is searched.
const SEARCH_AFTER_MS = 200;

/** All conversations, the latest first, and the search for one of them. */
export function HistoryView({ history, open, onOpen, onDelete, onLeave }: Props) {
  const now = useNow(60_000);
  const list = useRef<HTMLDivElement>(null);
  const [typed, setTyped] = useState('');
  const search = useSettled(typed.trim());
  const { data: entries, ...query } = useInfiniteQuery({
    ...history.list(search),
    placeholderData: keepPreviousData,
    // The latest are there when the list is opened, whatever was known of it before.
    refetchOnMount: 'always',
  });

  const isFound = entries !== undefined && search !== '' && !query.isPlaceholderData;
  useEffect(() => {
    if (isFound) announce(foundWords(entries.length, query.hasNextPage));
  }, [isFound, entries?.length, query.hasNextPage]);

  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- the Escape key of the controls in it
    <div
      ref={list}
      tabIndex={-1}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || event.defaultPrevented) return;
        // In a sheet it leads back to the conversation first.
        event.preventDefault();
        if (typed === '') onLeave();
        else setTyped('');
      }}
      className="flex min-h-0 grow flex-col outline-none"
    >
      <div className="shrink-0 px-4 pb-2">
        <input
          type="search"
          aria-label="Search conversations"
          placeholder="Search conversations"
          maxLength={200}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          // Escape empties it, and the browser's own cross has a colour of its own.
          className={`${inputClass} [&::-webkit-search-cancel-button]:appearance-none`}
        />
      </div>
      <div className="flex min-h-0 grow flex-col overflow-y-auto overscroll-contain px-2 pb-4">
        {!entries && query.error ? (
          <LoadFailure what="Your conversations" error={query.error} onRetry={() => void query.refetch()} />
        ) : !entries ? (
          <MessagesSkeleton />
        ) : entries.length === 0 ? (
          <p className="px-2 pt-2 text-muted">
            {search === '' ? 'There are none yet.' : `None has “${search}” in it. Try fewer or other words.`}
          </p>
        ) : (
          historyGroups(entries, now).map(({ name, entries: group }) => (
            <section key={name} aria-label={name}>
              <h3 className="px-2 pt-3 pb-1 text-small text-muted">{name}</h3>
              <ul>
                {group.map((entry) => (
                  <HistoryEntry
                    key={entry.id}
                    entry={entry}
                    ago={agoWords(entry.updated_at, now)}
                    isOpen={conversationKey(entry.id) === open}
                    onOpen={() => onOpen(entry.id)}
                    onRename={(title) => history.rename(entry.id, title)}
                    onDelete={async () => {
                      await onDelete(entry.id);
                      list.current?.focus();
                    }}
                  />
                ))}
              </ul>
            </section>
          ))
        )}
        {query.hasNextPage && (
          <Button
            className="mx-2 mt-3 shrink-0"
            isBusy={query.isFetchingNextPage}
            onClick={() => void query.fetchNextPage()}
          >
            {query.isFetchNextPageError ? 'Could not be loaded. Try again' : 'Show older ones'}
          </Button>
        )}
      </div>
    </div>
  );
}

function foundWords(count: number, hasMore: boolean): string {
  if (count === 0) return 'No conversation found';
  return `${hasMore ? 'More than ' : ''}${count} conversation${count === 1 ? '' : 's'} found`;
}

/** The value as it is when it has not changed for a moment. */
function useSettled(value: string): string {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), SEARCH_AFTER_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}
