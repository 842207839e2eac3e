'use client';

import { useSearchParams } from 'next/navigation';
import { useDeferredValue, useRef, useState, type ReactNode } from 'react';
import type { ApiClient } from '../../api-client.ts';
import { failureWords } from '../../failure-words.ts';
import { Button } from '../../ui/button.tsx';
import { Segments } from '../../ui/segments.tsx';
import { useIsOnline } from '../../ui/use-is-online.ts';
import { useShortcut } from '../../ui/use-shortcut.ts';
import { EmptyList } from './empty-list.tsx';
import { FailedChange } from './failed-change.tsx';
import { NewTaskForm } from './new-task-form.tsx';
import { countRows, shownRows } from './task-list.ts';
import { TaskListSkeleton } from './task-list-skeleton.tsx';
import { TaskRows } from './task-rows.tsx';
import { FILTERS, readFilter, type Filter } from './task.ts';
import { useTasks } from './use-tasks.ts';

const names: Record<Filter, string> = { all: 'All', open: 'Open', done: 'Done' };

interface Props {
  api: ApiClient;
  userId: string;
  /** Shown until the list is there. */
  meanwhile?: ReactNode;
}

/** The signed-in user's tasks. */
export function TaskBoard({ api, userId, meanwhile = <TaskListSkeleton /> }: Props) {
  const { rows, deleted, failures, marked, isLive, loadError, reload, actions } = useTasks(api, userId);
  // Offline it is said already, for the whole page.
  const isOnline = useIsOnline();
  const filterGroup = useRef<HTMLFieldSetElement>(null);
  const address = useSearchParams();
  const [filter, setFilter] = useState(() => readFilter(address.get('show')));

  function show(next: Filter) {
    setFilter(next);
    // So that the list is the same after a reload, and after signing in again.
    window.history.replaceState(null, '', next === 'all' ? window.location.pathname : `?show=${next}`);
  }

  useShortcut('mod+z', () => {
    const last = deleted.at(-1);
    if (last) actions.restore(last);
  });

  // A thousand rows take a moment: the buttons answer first.
  const listed = useDeferredValue(filter);
  const shown = rows && shownRows(rows, listed);
  const counts = rows && countRows(rows);
  const shownKeys = new Set(shown?.map((row) => row.key));
  const elsewhere = failures.filter(({ record }) => !shownKeys.has(record.state.variables?.key ?? ''));

  return (
    <section aria-labelledby="tasks-title" className="w-full max-w-2xl px-4 pt-8 pb-12 sm:px-6 sm:pt-12">
      <div className="mb-6 flex items-baseline justify-between gap-4">
        <h1 id="tasks-title" className="text-display font-semibold">
          Tasks
        </h1>
        {!isLive && isOnline && <p className="appear-slow text-small text-muted">Reconnecting</p>}
      </div>

      <NewTaskForm
        onAdd={(title) => {
          actions.add(title);
          if (filter === 'done') show('all');
        }}
      />
      {elsewhere.map((failure) => (
        <FailedChange key={failure.record.mutationId} failure={failure} actions={actions} named />
      ))}

      <div className="mt-5 mb-3 print:hidden">
        <Segments
          ref={filterGroup}
          label="Show"
          segments={FILTERS.map((value) => ({ value, name: names[value], count: counts?.[value] }))}
          chosen={filter}
          onChoose={show}
        />
      </div>

      {loadError ? (
        <div role="alert" className="rounded-box border border-line bg-raised p-6">
          <p className="font-semibold">Your tasks could not be loaded.</p>
          <p className="mb-4 text-muted">{failureWords(loadError)}</p>
          <Button onClick={reload}>Try again</Button>
        </div>
      ) : !shown ? (
        meanwhile
      ) : (
        <>
          {shown.length === 0 && (
            <EmptyList filter={listed} isFirstUse={rows.length === 0} onAdd={(title) => actions.add(title)} />
          )}
          <TaskRows rows={shown} failures={failures} marked={marked} actions={actions} whenEmpty={filterGroup} />
        </>
      )}
    </section>
  );
}
