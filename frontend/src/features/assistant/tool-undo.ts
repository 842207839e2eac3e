import type { Task } from './chat.ts';
import type { ToolUse } from './thread.ts';

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

/** Whether a tool's doing is still what the list shows: what somebody has changed since is not taken back over it. */
export function isAsLeft({ name, arguments: given, result }: ToolUse, tasks: readonly Task[] | undefined): boolean {
  const [left] = result?.tasks ?? [];
  if (!tasks || !left) return false;
  const now = tasks.find(({ id }) => id === left.id);
  if (name === 'delete_task') return !now;
  const changed =
    name === 'add_task'
      ? fields
      : name === 'complete_task'
        ? (['completed'] as const)
        : fields.filter((field) => field in given);
  return now !== undefined && changed.every((field) => now[field] === left[field]);
}
