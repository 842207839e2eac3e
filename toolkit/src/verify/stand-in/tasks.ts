import { randomUUID } from 'node:crypto';
import type { Flaw } from './flaw.ts';
import type { Asked, Told } from './messages.ts';
import { readFields, Refusal, tell } from './messages.ts';
import type { createTokenIssuer } from './token-issuer.ts';

export interface Task {
  id: string;
  title: string;
  description: string;
  completed: boolean;
  created_at: string;
  updated_at: string;
}

const isText = (value: unknown) => typeof value === 'string';
const isTitle = (value: unknown) =>
  typeof value === 'string' && value.trim() !== '' && value.length <= 200 && !value.includes('\0');
const optional = (rule: (value: unknown) => boolean) => (value: unknown) => value === undefined || rule(value);

const newTask = { title: isTitle, description: optional(isText) };
const change = {
  title: optional(isTitle),
  description: optional(isText),
  completed: optional((value) => typeof value === 'boolean'),
};

export function createTasks({ blindTo }: Flaw, tokens: ReturnType<typeof createTokenIssuer>) {
  const byId = new Map<string, { owner: string; task: Task }>();

  const store = {
    of: (owner: string) =>
      [...byId.values()]
        .filter((each) => each.owner === owner)
        .map(({ task }) => task)
        .toReversed(),
    find: (id: string) => byId.get(id),
    add(owner: string, title: string, description = ''): Task {
      const now = new Date().toISOString();
      const task = { id: randomUUID(), title, description, completed: false, created_at: now, updated_at: now };
      byId.set(task.id, { owner, task });
      return task;
    },
    change: (task: Task, changes: object) => Object.assign(task, changes, { updated_at: new Date().toISOString() }),
    remove: (id: string) => byId.delete(id),
    forgetLatest: () => void byId.delete([...byId.keys()].at(-1) ?? ''),
  };

  function answerList(asked: Asked, owner: string): Told {
    if (asked.method === 'GET') return tell(store.of(owner));
    if (asked.method !== 'POST') throw new Refusal(405, 'GET or POST.', { allow: 'GET, POST' });
    const { title, description = '' } = readFields(asked, newTask, 'That is no task.');
    return tell(store.add(owner, String(title).trim(), String(description)), 201);
  }

  function answerOne(asked: Asked, owner: string, id: string): Told {
    const found = byId.get(id);
    if (!found || (blindTo !== 'owner' && found.owner !== owner)) throw new Refusal(404, 'There is no such task.');
    if (asked.method === 'DELETE') byId.delete(id);
    if (asked.method === 'DELETE') return { status: 204, headers: {}, body: '' };
    if (asked.method === 'PATCH') store.change(found.task, readFields(asked, change, 'That is no change.'));
    return tell(found.task);
  }

  return {
    store,
    /** /api/{user_id}/tasks and /api/{user_id}/tasks/{id} */
    answer(asked: Asked, userId: string, id: string | undefined): Told {
      const subject = tokens.readHeader(asked.headers.authorization);
      if (blindTo !== 'address' && subject !== userId) throw new Refusal(403, 'That is the address of somebody else.');
      return id === undefined ? answerList(asked, userId) : answerOne(asked, userId, id);
    },
  };
}
export type TaskStore = ReturnType<typeof createTasks>['store'];
