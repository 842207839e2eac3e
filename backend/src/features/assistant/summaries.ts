import type { ToolTask } from './assistant-schema.ts';

export type ToolOutcome = {
  ok: boolean;
  tasks: ToolTask[];
  /** The task that was changed, as it was before. */
  before?: ToolTask;
  total?: number;
  problem?: string;
};

const quoted = ({ title }: { title: string }) => `“${title}”`;

/** What a tool did, in one sentence for people. */
export function summarise(
  name: string,
  args: Record<string, unknown>,
  { ok, tasks, before, total = tasks.length, problem }: ToolOutcome,
): string {
  if (!ok) return problem ?? 'This did not work.';
  const [task] = tasks;
  if (name === 'list_tasks') return found(total, args);
  if (!task) return 'Done.';
  switch (name) {
    case 'add_task':
      return `Added ${quoted(task)}.`;
    case 'complete_task':
      return task.completed ? `Marked ${quoted(task)} as done.` : `Marked ${quoted(task)} as open again.`;
    case 'update_task':
      if ('title' in args && before && before.title !== task.title)
        return `Renamed ${quoted(before)} to ${quoted(task)}.`;
      return `Changed ${quoted(task)}.`;
    case 'delete_task':
      return `Deleted ${quoted(task)}.`;
    default:
      return 'Done.';
  }
}

function found(total: number, { completed, search }: Record<string, unknown>): string {
  const kind = completed === true ? 'done ' : completed === false ? 'open ' : '';
  const about = typeof search === 'string' && search !== '' ? ` with “${search}”` : '';
  return `Found ${total === 0 ? 'no' : total} ${kind}task${total === 1 ? '' : 's'}${about}.`;
}
