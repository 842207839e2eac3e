import { MutationObserver, queryOptions, type Mutation, type QueryClient } from '@tanstack/react-query';
import { Refused, type ApiClient } from '../../api-client.ts';
import { applyEvent } from './task-list.ts';
import type { Change, Task, TaskEvent } from './task.ts';

/** A change that the server has not answered yet, or has refused. */
export type ChangeRecord = Mutation<TaskEvent, Error, Change>;

// A new task's row has its key before the task has an id, and keeps it, so that nothing flickers or loses focus.
const keyOfTask = new Map<string, string>();
const taskOfKey = new Map<string, string>();
let added = 0;

export const rowKey = (taskId: string) => keyOfTask.get(taskId) ?? taskId;
const taskId = (key: string) => taskOfKey.get(key) ?? key;

/**
 * One user's tasks: the list as the server told it, in the query cache, and the changes under way, in the mutation
 * cache. What is shown is made of both (task-list.ts), so that a refused change disappears by itself.
 */
export function createTaskStore(client: QueryClient, api: ApiClient, userId: string) {
  const path = `/api/${encodeURIComponent(userId)}/tasks`;
  const changeKey = ['task-changes', userId];
  const loading = new Set<TaskEvent[]>();

  const list = queryOptions({
    queryKey: ['tasks', userId],
    queryFn: async ({ signal }) => {
      // What happens while the list is on its way may be missing in it.
      const meanwhile: TaskEvent[] = [];
      loading.add(meanwhile);
      try {
        const tasks = await loadAll(api, path, signal);
        return meanwhile.reduce<readonly Task[]>(applyEvent, tasks);
      } finally {
        loading.delete(meanwhile);
      }
    },
  });

  /** Takes in what is true at the server now. */
  function land(event: TaskEvent) {
    for (const meanwhile of loading) meanwhile.push(event);
    client.setQueryData(list.queryKey, (tasks) => tasks && applyEvent(tasks, event));
  }

  /** Starts a change: it shows at once. Changes of one row reach the server in their order. */
  function start(change: Change) {
    const cache = client.getMutationCache();
    for (const old of cache.findAll({ mutationKey: changeKey, status: 'error' })) {
      if ((old as ChangeRecord).state.variables?.key === change.key) cache.remove(old);
    }
    const observer = new MutationObserver<TaskEvent, Error, Change>(client, {
      mutationKey: changeKey,
      scope: { id: `task ${change.key}` },
      mutationFn: (variables) => send(api, path, variables),
      onSuccess: land,
      onError: (error, { kind, key }) => {
        if (kind !== 'add' && isGone(error)) land({ kind: 'deleted', id: taskId(key) });
      },
    });
    // A failure is shown where it happened, from the cache.
    void observer.mutate(change).catch(() => {});
  }

  /** Whether an event of the stream is more than the echo of a change that was made on this page. */
  function isFromElsewhere(event: TaskEvent): boolean {
    const id = event.kind === 'saved' ? event.task.id : event.id;
    const known = client.getQueryData(list.queryKey)?.find((task) => task.id === id);
    const isNews = event.kind === 'saved' ? !known || known.updated_at < event.task.updated_at : Boolean(known);
    const pending = client.getMutationCache().findAll({ mutationKey: changeKey, status: 'pending' });
    return isNews && !pending.some((record) => isAbout((record as ChangeRecord).state.variables, event, id));
  }

  return {
    list,
    changeKey,
    land,
    isFromElsewhere,
    start,
    reload: () => client.invalidateQueries({ queryKey: list.queryKey }),
    add(title: string) {
      const known = new Set(client.getQueryData(list.queryKey)?.map((task) => task.id));
      start({ kind: 'add', key: `new-${++added}`, title, at: new Date().toISOString(), known });
    },
    retry(record: ChangeRecord) {
      const change = record.state.variables;
      if (change?.kind === 'add') {
        client.getMutationCache().remove(record);
        this.add(change.title);
      } else if (change) start(change);
    },
    dismiss: (record: ChangeRecord) => client.getMutationCache().remove(record),
  };
}

function isAbout(change: Change | undefined, event: TaskEvent, id: string): boolean {
  if (change?.kind === 'add') return event.kind === 'saved' && event.task.title === change.title;
  return change !== undefined && taskId(change.key) === id;
}

async function loadAll(api: ApiClient, path: string, signal: AbortSignal): Promise<Task[]> {
  const tasks: Task[] = [];
  for (let last: Task | undefined, more = true; more; last = tasks.at(-1)) {
    const answer = await api.send(last ? `${path}?after=${last.id}` : path, { signal });
    tasks.push(...((await answer.json()) as Task[]));
    more = /rel="?next/.test(answer.headers.get('link') ?? '');
  }
  return tasks;
}

/** Sends one change and tells what is true after it. */
async function send(api: ApiClient, path: string, change: Change): Promise<TaskEvent> {
  const id = taskId(change.key);
  const address = `${path}/${id}`;
  const saved = async (answer: Promise<Response>): Promise<TaskEvent & { kind: 'saved' }> => ({
    kind: 'saved',
    task: (await (await answer).json()) as Task,
  });
  switch (change.kind) {
    case 'add': {
      const event = await saved(api.send(path, { method: 'POST', body: { title: change.title } }));
      keyOfTask.set(event.task.id, change.key);
      taskOfKey.set(change.key, event.task.id);
      return event;
    }
    case 'edit':
      return await saved(api.send(address, { method: 'PATCH', body: change.fields }));
    case 'complete':
      return await saved(api.send(address, { method: 'PATCH', body: { completed: change.completed } }));
    case 'delete':
      await api.send(address, { method: 'DELETE' }).catch((error: unknown) => {
        if (!isGone(error)) throw error;
      });
      return { kind: 'deleted', id };
    case 'restore':
      return await saved(api.send(`${address}/restore`, { method: 'POST' }));
  }
}

function isGone(error: unknown): boolean {
  return error instanceof Refused && error.status === 404;
}
