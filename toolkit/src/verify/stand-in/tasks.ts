import { randomUUID } from 'node:crypto';
import type { Flaw } from './flaw.ts';
import type { Asked, Told } from './messages.ts';
import { readFields, Refusal, tell } from './messages.ts';
import type { createTokenIssuer } from './token-issuer.ts';

interface Task {
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

  function answerList(asked: Asked, owner: string): Told {
    if (asked.method === 'GET') {
      const own = [...byId.values()].filter((each) => each.owner === owner);
      return tell(own.map(({ task }) => task).toReversed());
    }
    if (asked.method !== 'POST') throw new Refusal(405, 'GET or POST.', { allow: 'GET, POST' });
    const { title, description = '' } = readFields(asked, newTask, 'That is no task.');
    const now = new Date().toISOString();
    const task = { id: randomUUID(), title: String(title).trim(), description: String(description), completed: false };
    byId.set(task.id, { owner, task: { ...task, created_at: now, updated_at: now } });
    return tell(byId.get(task.id)?.task, 201);
  }

  function answerOne(asked: Asked, owner: string, id: string): Told {
    const found = byId.get(id);
    if (!found || (blindTo !== 'owner' && found.owner !== owner)) throw new Refusal(404, 'There is no such task.');
    if (asked.method === 'DELETE') byId.delete(id);
    if (asked.method === 'DELETE') return { status: 204, headers: {}, body: '' };
    if (asked.method === 'PATCH') {
      Object.assign(found.task, readFields(asked, change, 'That is no change.'), {
        updated_at: new Date().toISOString(),
      });
    }
    return tell(found.task);
  }

  return {
    /** /api/{user_id}/tasks and /api/{user_id}/tasks/{id} */
    answer(asked: Asked, userId: string, id: string | undefined): Told {
      const subject = tokens.readHeader(asked.headers.authorization);
      if (blindTo !== 'address' && subject !== userId) throw new Refusal(403, 'That is the address of somebody else.');
      return id === undefined ? answerList(asked, userId) : answerOne(asked, userId, id);
    },
  };
}
