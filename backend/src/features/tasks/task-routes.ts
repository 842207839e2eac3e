import { z } from 'zod';
import { HttpProblem } from '../../errors.ts';
import type { Api } from '../../platform/api.ts';
import { NewTask, Task, TaskChange, TaskListQuery, TaskPath, UserPath } from './task-schema.ts';
import type { TaskStore } from './task-store.ts';

const tag = 'tasks';
const list = '/api/:user_id/tasks';
const one = '/api/:user_id/tasks/:id';

export function taskRoutes({ route }: Api, tasks: TaskStore) {
  route(
    'get',
    list,
    {
      summary: 'Tasks, newest first',
      tag,
      signedIn: true,
      params: UserPath,
      query: TaskListQuery,
      response: z.array(Task),
    },
    async ({ params, query, req, res }) => {
      const page = await tasks.list(params.user_id, query);
      if (!page) {
        const errors = [{ path: 'after', message: 'must be the id of a task of yours' }];
        throw new HttpProblem(422, 'after must be the id of a task of yours.', { errors });
      }
      if (page.next) {
        const next = new URL(req.originalUrl, 'http://backend.invalid');
        next.searchParams.set('after', page.next);
        res.set('Link', `<${next.pathname}${next.search}>; rel="next"`);
      }
      return page.tasks;
    },
  );

  route(
    'post',
    list,
    { summary: 'Add a task', tag, signedIn: true, params: UserPath, body: NewTask, status: 201, response: Task },
    async ({ params, body, res }) => {
      const task = await tasks.add(params.user_id, body).catch(refuseGoneUser);
      res.location(`/api/${encodeURIComponent(params.user_id)}/tasks/${task.id}`);
      return task;
    },
  );

  route(
    'get',
    one,
    { summary: 'One task', tag, signedIn: true, params: TaskPath, response: Task },
    async ({ params }) => (await tasks.find(params.user_id, params.id)) ?? noSuchTask(),
  );

  route(
    'patch',
    one,
    { summary: 'Change a task', tag, signedIn: true, params: TaskPath, body: TaskChange, response: Task },
    async ({ params, body }) => (await tasks.change(params.user_id, params.id, definedOnly(body))) ?? noSuchTask(),
  );

  route(
    'delete',
    one,
    { summary: 'Delete a task; it can be restored for an hour', tag, signedIn: true, params: TaskPath },
    async ({ params }) => {
      if (!(await tasks.remove(params.user_id, params.id))) noSuchTask();
    },
  );

  route(
    'post',
    `${one}/restore`,
    { summary: 'Take the deletion of a task back', tag, signedIn: true, params: TaskPath, response: Task },
    async ({ params }) => (await tasks.restore(params.user_id, params.id)) ?? noSuchTask(),
  );
}

function noSuchTask(): never {
  throw new HttpProblem(404, 'There is no such task; it may have been deleted.');
}

/** The token outlives a deleted account by up to ten minutes; the foreign key then refuses the task. */
function refuseGoneUser(error: unknown): never {
  if ((error as { code?: string }).code !== 'P2003') throw error;
  throw new HttpProblem(401, 'This account no longer exists.', { headers: { 'WWW-Authenticate': 'Bearer' } });
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };
function definedOnly<T extends object>(change: T): Defined<T> {
  return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined)) as Defined<T>;
}
