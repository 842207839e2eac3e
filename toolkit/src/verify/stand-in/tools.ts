import type { Flaw } from './flaw.ts';
import type { Task, TaskStore } from './tasks.ts';

type Arguments = Record<string, unknown>;
export class ToolError extends Error {}

/** The five tools, as the assistant and /mcp use them. */
export function createTools({ blindTo, idleTool }: Flaw, tasks: TaskStore) {
  const own = (owner: string, { task_id: id }: Arguments): Task => {
    const found = tasks.find(String(id));
    if (!found || (found.owner !== owner && blindTo !== 'owner of a task in mcp'))
      throw new ToolError('There is no such task.');
    return found.task;
  };
  const draft = (title: string): Task => ({
    id: crypto.randomUUID(),
    title,
    description: '',
    completed: false,
    created_at: '',
    updated_at: '',
  });
  const changed = (name: string, task: Task, changes: object) =>
    name === idleTool ? { ...task, ...changes } : tasks.change(task, changes);

  const run: Record<string, (owner: string, given: Arguments) => { task: Task } | { tasks: Task[]; total: number }> = {
    add_task: (owner, { title }) => ({
      task: idleTool === 'add_task' ? draft(String(title)) : tasks.add(owner, String(title)),
    }),
    list_tasks: (owner) => ({ tasks: tasks.of(owner), total: tasks.of(owner).length }),
    update_task: (owner, { task_id, ...changes }) => ({
      task: changed('update_task', own(owner, { task_id }), changes),
    }),
    complete_task: (owner, { task_id, completed = true }) => ({
      task: changed('complete_task', own(owner, { task_id }), { completed }),
    }),
    delete_task(owner, given) {
      const task = own(owner, given);
      if (idleTool !== 'delete_task') tasks.remove(task.id);
      return { task };
    },
  };

  const text = { type: 'string' };
  const flag = { type: 'boolean' };
  const describe = (name: string, takes: object, hints: { reads?: boolean; destroys?: boolean } = {}) => ({
    name,
    title: name.replace('_', ' '),
    description: `Does what ${name} says.`,
    inputSchema: { type: 'object', properties: takes },
    outputSchema: { type: 'object', properties: name === 'list_tasks' ? { tasks: {}, total: {} } : { task: {} } },
    annotations: {
      readOnlyHint: hints.reads ?? false,
      destructiveHint: hints.destroys ?? false,
      idempotentHint: name !== 'add_task',
      openWorldHint: false,
    },
  });
  return {
    run,
    list: [
      describe('add_task', { title: text, description: text }),
      describe('list_tasks', { completed: flag, search: text, limit: { type: 'integer' } }, { reads: true }),
      describe('update_task', { task_id: text, title: text, description: text, completed: flag }),
      describe('complete_task', { task_id: text, completed: flag }),
      describe('delete_task', { task_id: text }, { destroys: true }),
    ],
  };
}
export type Tools = ReturnType<typeof createTools>;
