/** A task as the API gives it; times are ISO 8601 in UTC. */
export interface Task {
  id: string;
  title: string;
  description: string;
  completed: boolean;
  created_at: string;
  updated_at: string;
}

/** What became true at the server, told by an answer or by the event stream. */
export type TaskEvent = { kind: 'saved'; task: Task } | { kind: 'deleted'; id: string };

/**
 * What a person wants of a row of the list. `key` names the row, also while a new task has no id yet;
 * `title` is for messages about the change.
 */
export type Change =
  | { kind: 'add'; key: string; title: string; at: string; known: ReadonlySet<string> }
  | { kind: 'edit'; key: string; title: string; fields: { title?: string; description?: string } }
  | { kind: 'complete'; key: string; title: string; completed: boolean }
  | { kind: 'delete'; key: string; title: string }
  | { kind: 'restore'; key: string; title: string; task: Task };

export const FILTERS = ['all', 'open', 'done'] as const;
export type Filter = (typeof FILTERS)[number];

/** What an address says is to be shown; all of it when it says nothing of that kind. */
export function readFilter(given: unknown): Filter {
  return FILTERS.find((filter) => filter === given) ?? 'all';
}

export const TITLE_LENGTH = 200;
export const DESCRIPTION_LENGTH = 5000;
