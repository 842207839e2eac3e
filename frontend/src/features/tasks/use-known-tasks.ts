import { notifyManager, useQueryClient } from '@tanstack/react-query';
import { useCallback, useSyncExternalStore } from 'react';
import type { Task } from './task.ts';

/** A user's tasks as this page knows them, for who only looks; undefined until the task list has loaded them. */
export function useKnownTasks(userId: string | undefined): readonly Task[] | undefined {
  const client = useQueryClient();
  const subscribe = useCallback(
    (listener: () => void) => client.getQueryCache().subscribe(notifyManager.batchCalls(listener)),
    [client],
  );
  return useSyncExternalStore(
    subscribe,
    () => client.getQueryData<readonly Task[]>(['tasks', userId]),
    () => undefined,
  );
}
