import type { Task } from './chat.ts';
import type { ToolUse } from './thread.ts';

export const milk: Task = { id: 'milk id', title: 'Buy milk', description: '', completed: false };

interface Options {
  args?: Record<string, unknown>;
  after?: Task;
  before?: Task;
  tasks?: Task[];
  ok?: boolean;
  summary?: string;
}

/** A tool as the assistant has used it. */
export function use(
  name: string,
  { args = {}, after = milk, before, tasks = [after], ok = true, summary = 'What was done.' }: Options,
): ToolUse {
  const call = { id: 'call', name, title: 'A tool', arguments: args, ok, summary, tasks };
  return { ...call, result: call, ...(before ? { before } : {}) };
}
