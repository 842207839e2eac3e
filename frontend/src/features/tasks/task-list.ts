import type { Change, Filter, Task, TaskEvent } from './task.ts';

export interface Row {
  /** Stays the same from the moment a task is added, when it has no id yet. */
  key: string;
  task: Task;
  /** Its change is on the way to the server. */
  isPending: boolean;
  /** It was deleted and can be brought back here. */
  isDeleted?: true;
}

/** The list (newest first) after an event. An event that is older than what is known changes nothing. */
export function applyEvent(tasks: readonly Task[], event: TaskEvent): readonly Task[] {
  if (event.kind === 'deleted') return tasks.filter((task) => task.id !== event.id);
  const known = tasks.find((task) => task.id === event.task.id);
  if (!known) return inOrder(tasks, event.task, (task) => task);
  if (known.updated_at > event.task.updated_at) return tasks;
  return tasks.map((task) => (task === known ? event.task : task));
}

/**
 * The rows to show: what the server said, with the changes that it has not answered yet already made.
 * @param keyOf the key of a task's row, by the task's id
 */
export function rowsOf(tasks: readonly Task[], pending: readonly Change[], keyOf: (id: string) => string): Row[] {
  return pending.reduce(
    withChange,
    tasks.map((task) => ({ key: keyOf(task.id), task, isPending: false })),
  );
}

function withChange(rows: Row[], change: Change): Row[] {
  // The server has it already, and the answer is just being taken in.
  const isThere = rows.some((row) => row.key === change.key);
  switch (change.kind) {
    case 'add':
      return isThere ? rows : withNewTask(rows, change);
    case 'edit':
      return patched(rows, change.key, change.fields);
    case 'complete':
      return patched(rows, change.key, { completed: change.completed });
    case 'delete':
      return rows.filter((row) => row.key !== change.key);
    case 'restore':
      return isThere ? rows : inOrder(rows, { key: change.key, task: change.task, isPending: true }, (row) => row.task);
  }
}

function patched(rows: Row[], key: string, fields: Partial<Task>): Row[] {
  return rows.map((row) => (row.key === key ? { key, task: { ...row.task, ...fields }, isPending: true } : row));
}

/** The event stream may bring a new task before the answer to its request does: it is the same row then. */
function withNewTask(rows: Row[], { key, title, at, known }: Change & { kind: 'add' }): Row[] {
  const arrived = rows.find((row) => row.key === row.task.id && !known.has(row.task.id) && row.task.title === title);
  if (arrived) return rows.map((row) => (row === arrived ? { ...row, key, isPending: true } : row));
  const task = { id: key, title, description: '', completed: false, created_at: at, updated_at: at };
  return [{ key, task, isPending: true }, ...rows];
}

/** Puts the tasks that can be brought back in between, each where it was, unless it is there again already. */
export function withDeleted(rows: Row[], deleted: readonly Row[]): Row[] {
  return deleted
    .filter(({ task }) => !rows.some((row) => row.task.id === task.id))
    .reduce((all, row) => inOrder(all, { ...row, isDeleted: true }, ({ task }) => task), rows);
}

export function shownRows(rows: Row[], filter: Filter): Row[] {
  return filter === 'all' ? rows : rows.filter(({ task }) => task.completed === (filter === 'done'));
}

export function countRows(rows: Row[]): Record<Filter, number> {
  const present = rows.filter((row) => !row.isDeleted);
  const done = present.filter(({ task }) => task.completed).length;
  return { all: present.length, open: present.length - done, done };
}

/** Inserts an item into a list that is newest first. */
function inOrder<T>(items: readonly T[], item: T, taskOf: (item: T) => Task): T[] {
  const created = taskOf(item).created_at;
  const index = items.findIndex((other) => taskOf(other).created_at < created);
  return index === -1 ? [...items, item] : items.toSpliced(index, 0, item);
}
