import { useMutationState, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useEffectEvent, useMemo, useRef, useState } from 'react';
import type { ApiClient } from '../../api-client.ts';
import { announce } from '../../ui/announcer.tsx';
import { rowsOf, withDeleted, type Row } from './task-list.ts';
import { createTaskStore, rowKey, type ChangeRecord } from './task-store.ts';
import { followTasks, type News } from './task-stream.ts';
import type { Task } from './task.ts';

/** A change that the server has refused. */
export interface Failure {
  record: ChangeRecord;
  error: Error;
}

const MARK_MS = 2_000;

/** All that the task list shows of one user's tasks, and what can be done to it. */
export function useTasks(api: ApiClient, userId: string) {
  const client = useQueryClient();
  const [store] = useState(() => createTaskStore(client, api, userId));
  const [deleted, setDeleted] = useState<readonly Row[]>([]);
  const { data: tasks, error, refetch } = useQuery(store.list);
  const { isLive, marked } = useNews(api, userId, store);

  const changes = useMutationState({
    filters: { mutationKey: store.changeKey },
    select: (mutation) => {
      const record = mutation as ChangeRecord;
      const { status, variables, error: reason } = record.state;
      return { record, status, change: variables, error: reason };
    },
  });

  const rows = useMemo(() => {
    const pending = changes.flatMap(({ status, change }) => (status === 'pending' && change ? [change] : []));
    return tasks && withDeleted(rowsOf(tasks, pending, rowKey), deleted);
  }, [tasks, changes, deleted]);

  const failures = useMemo(
    () => changes.flatMap(({ record, error: reason }): Failure[] => (reason ? [{ record, error: reason }] : [])),
    [changes],
  );

  const actions = useMemo(() => {
    const forget = (key: string) => setDeleted((all) => all.filter((row) => row.key !== key));
    return {
      add(title: string) {
        store.add(title);
        announce(`Added ${title}`);
      },
      complete({ key, task: { title } }: Row, completed: boolean) {
        store.start({ kind: 'complete', key, title, completed });
        announce(`${completed ? 'Completed' : 'Opened again'}: ${title}`);
      },
      edit({ key, task: { title } }: Row, fields: Partial<Pick<Task, 'title' | 'description'>>) {
        store.start({ kind: 'edit', key, title: fields.title ?? title, fields });
        announce(`Saved ${fields.title ?? title}`);
      },
      remove(row: Row) {
        setDeleted((all) => [...all, row]);
        store.start({ kind: 'delete', key: row.key, title: row.task.title });
        announce(`Deleted ${row.task.title}. You can undo this.`);
      },
      restore({ key, task }: Row) {
        forget(key);
        store.start({ kind: 'restore', key, title: task.title, task });
        announce(`Brought back ${task.title}`);
      },
      forget,
      retry: (record: ChangeRecord) => store.retry(record),
      dismiss: (record: ChangeRecord) => store.dismiss(record),
    };
  }, [store]);

  return {
    rows,
    deleted,
    failures,
    marked,
    isLive,
    loadError: tasks ? null : error,
    reload: () => void refetch(),
    actions,
  };
}

export type TaskActions = ReturnType<typeof useTasks>['actions'];

/** Keeps the list as it is at the server; tells whether it does, and which tasks were changed elsewhere just now. */
function useNews(api: ApiClient, userId: string, store: ReturnType<typeof createTaskStore>) {
  const [isLive, setIsLive] = useState(true);
  const [marked, setMarked] = useState<ReadonlySet<string>>(new Set());
  const timers = useRef(new Set<number>());

  function mark(id: string) {
    setMarked((all) => new Set(all).add(id));
    const timer = window.setTimeout(() => {
      timers.current.delete(timer);
      setMarked((all) => new Set([...all].filter((other) => other !== id)));
    }, MARK_MS);
    timers.current.add(timer);
  }

  const onNews = useEffectEvent((news: News) => {
    if (news.kind === 'connected' || news.kind === 'disconnected') {
      setIsLive(news.kind === 'connected');
      if (news.kind === 'connected') void store.reload();
      return;
    }
    if (store.isFromElsewhere(news)) {
      if (news.kind === 'saved') mark(news.task.id);
      announce(news.kind === 'saved' ? `Changed elsewhere: ${news.task.title}` : 'A task was deleted elsewhere');
    }
    store.land(news);
  });

  useEffect(() => {
    const stop = new AbortController();
    const running = timers.current;
    void followTasks(api, userId, (news) => onNews(news), stop.signal);
    return () => {
      stop.abort();
      for (const timer of running) window.clearTimeout(timer);
    };
  }, [api, userId]);

  return { isLive, marked };
}
