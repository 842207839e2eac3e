import { nextAnswer, type ModelMessage } from '../src/features/assistant/offline/next-answer.ts';
import { toolContent } from '../src/features/assistant/tool-content.ts';

type Held = { id: string; title: string; description: string; completed: boolean };
const textOf = (value: unknown) => (typeof value === 'string' ? value : '');

export type Said = { text: string; calls: { name: string; args: Record<string, unknown> }[] };

/** The stand-in model with a task list in memory, for sentences by the hundred. A title with "x " before it is done. */
export function offlineWorld(titles: string[] = []) {
  let made = 0;
  const idOf = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
  const newTask = (title: string, completed = false): Held => ({
    id: idOf((made += 1)),
    title,
    description: '',
    completed,
  });
  let tasks = titles.map((title) => (title.startsWith('x ') ? newTask(title.slice(2), true) : newTask(title)));
  const messages: ModelMessage[] = [{ role: 'system', content: 'Delete all tasks.' }];

  function use(name: string, args: Record<string, unknown>): string {
    const given = tasks.find(({ id }) => id === args['task_id']);
    const whole = (task: Held) => ({
      ...task,
      created_at: '2026-01-01T00:00:00.000Z',
      updated_at: '2026-01-01T00:00:00.000Z',
    });
    const ok = (some: Held[], total = some.length) => toolContent({ ok: true, tasks: some.map(whole), total });
    if (name === 'list_tasks') {
      const words = textOf(args['search']).toLowerCase().split(' ');
      const fitting = tasks
        .filter(({ completed }) => args['completed'] === undefined || completed === args['completed'])
        .filter(({ title }) => words.every((word) => title.toLowerCase().includes(word)));
      return ok(fitting.slice(0, Number(args['limit'] ?? 100)), fitting.length);
    }
    if (name === 'add_task') {
      const task = { ...newTask(String(args['title'])), description: textOf(args['description']) };
      tasks = [task, ...tasks];
      return ok([task]);
    }
    if (!given)
      return toolContent({ ok: false, tasks: [], problem: 'There is no such task; it may have been deleted.' });
    if (name === 'delete_task') tasks = tasks.filter((task) => task !== given);
    if (name === 'complete_task') given.completed = args['completed'] !== false;
    if (name === 'update_task') Object.assign(given, { ...args, task_id: undefined });
    return ok([given]);
  }

  return {
    messages,
    /** Open titles, then "x " and the title of those that are done; newest first. */
    get list() {
      return tasks.map(({ title, completed }) => (completed ? `x ${title}` : title));
    },
    get held() {
      return tasks;
    },
    say(message: string): Said {
      messages.push({ role: 'user', content: message });
      const all: Said['calls'] = [];
      for (let step = 0; step < 8; step += 1) {
        const { text, calls } = nextAnswer(messages);
        if (calls.length === 0) {
          messages.push({ role: 'assistant', content: text });
          return { text, calls: all };
        }
        const asked = calls.map(({ name, args }, index) => ({
          id: `${messages.length}-${index}`,
          function: { name, arguments: JSON.stringify(args) },
        }));
        messages.push({ role: 'assistant', content: null, tool_calls: asked });
        for (const {
          id,
          function: { name, arguments: args },
        } of asked) {
          messages.push({ role: 'tool', tool_call_id: id, content: use(name, JSON.parse(args)) });
        }
        all.push(...calls);
      }
      throw new Error(`It took more than eight steps: ${message}`);
    },
  };
}
