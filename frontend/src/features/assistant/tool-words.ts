import type { Task } from './chat.ts';
import type { ToolUse } from './thread.ts';

/** A quiet line about a tool: words, with the titles of tasks in it set apart. */
export type Words = readonly (string | { title: string })[];

/** What a tool does or has done, in words. */
export function toolWords({ name, title, result, before }: ToolUse): Words {
  if (!result) return [title];
  const [task] = result.tasks;
  if (!result.ok || !task || name === 'list_tasks') return [phrase(result.summary)];
  const subject = { title: task.title };
  switch (name) {
    case 'add_task':
      return ['Added ', subject];
    case 'complete_task':
      return [task.completed ? 'Completed ' : 'Opened again: ', subject];
    case 'delete_task':
      return ['Deleted ', subject];
    case 'update_task':
      if (!before) return [phrase(result.summary)];
      return before.title === task.title
        ? ['Changed ', subject]
        : ['Renamed ', { title: before.title }, ' to ', subject];
    default:
      return [phrase(result.summary)];
  }
}

const phrase = (sentence: string) => sentence.replace(/\.$/, '');

/** The same as one text, for those who hear it. */
export const plainWords = (words: Words): string =>
  words.map((word) => (typeof word === 'string' ? word : word.title)).join('');

/** The request to the tasks API that takes back what a tool did. */
export interface UndoRequest {
  method: 'POST' | 'PATCH' | 'DELETE';
  /** Below the tasks' own path. */
  path: string;
  body?: Partial<Omit<Task, 'id'>>;
}

const fields = ['title', 'description', 'completed'] as const;

/** How a tool's doing can be taken back; undefined when it cannot, or when it changed nothing. */
export function undoRequest({ name, arguments: given, result, before }: ToolUse): UndoRequest | undefined {
  const [task] = result?.tasks ?? [];
  if (!result?.ok || !task || result.tasks.length !== 1) return undefined;
  const path = `/${encodeURIComponent(task.id)}`;
  switch (name) {
    case 'add_task':
      return { method: 'DELETE', path };
    case 'delete_task':
      return { method: 'POST', path: `${path}/restore` };
    case 'complete_task':
      return before?.completed === task.completed
        ? undefined
        : { method: 'PATCH', path, body: { completed: !task.completed } };
    case 'update_task': {
      const changed = fields.filter((field) => field in given && before && before[field] !== task[field]);
      if (!before || changed.length === 0) return undefined;
      return { method: 'PATCH', path, body: Object.fromEntries(changed.map((field) => [field, before[field]])) };
    }
    default:
      return undefined;
  }
}
