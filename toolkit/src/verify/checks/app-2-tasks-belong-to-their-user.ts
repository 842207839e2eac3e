import { z } from 'zod';
import { usersOf } from '../accounts.ts';
import type { CheckContext, SendOptions } from '../check.ts';
import { defineCheck } from '../check.ts';
import type { Expectation } from '../expectations.ts';
import { expectThat, header, json, mustBe, problem, read, status } from '../expectations.ts';
import type { Exchange } from '../exchange.ts';

// Emoji made of several characters, right-to-left and combining letters: what is sent must come back.
const TITLE = 'Buy milk 🧑‍🍳 שלום café';

const task = z.strictObject({
  id: z.string().min(1),
  title: z.string(),
  description: z.string(),
  completed: z.boolean(),
  created_at: z.iso.datetime(),
  updated_at: z.iso.datetime(),
});
const shown = '{id, title, description, completed, created_at, updated_at}';

export const tasksBelongToTheirUser = defineCheck({
  id: 'APP-2',
  title: 'Tasks belong to their user',
  turn: 'together',

  async gather(context) {
    const [own, other] = await usersOf(context.accounts.pair());
    const list = `/api/${own.id}/tasks`;
    const as = (bearer: string, more: SendOptions = {}) => ({ bearer, ...more });
    const first = await add(context, list, own.token, { title: `  ${TITLE} `, description: 'Two litres' }, 'TASK_1');
    const second = await add(context, list, own.token, { title: 'Water the plants' }, 'TASK_2');
    const one = `${list}/${first.id}`;
    return {
      first,
      second,
      listed: await context.backend('GET', list, as(own.token)),
      foreignAddress: await trespass(context, list, first.id, other.token),
      foreignTask: await tryOthersTask(context, `/api/${other.id}/tasks/${first.id}`, other.token),
      othersList: await context.backend('GET', `/api/${other.id}/tasks`, as(other.token)),
      untouched: await context.backend('GET', one, as(own.token)),
      badInput: await sendBadInput(context, list, own.token),
      wrongMethod: await context.backend('PUT', list, as(own.token, { json: {} })),
      renamed: await context.backend('PATCH', one, as(own.token, { json: { title: 'Buy oat milk' } })),
      completed: await context.backend('PATCH', one, as(own.token, { json: { completed: true } })),
      deleted: await context.backend('DELETE', one, as(own.token)),
      gone: await context.backend('GET', one, as(own.token)),
      goneAgain: await context.backend('DELETE', one, as(own.token)),
      left: await context.backend('GET', list, as(own.token)),
    };
  },

  judge(seen) {
    const { first, second } = seen;
    const created = { title: TITLE, description: 'Two litres', completed: false };
    return [
      ...expectThat('A new task is answered as it was saved.', first.exchange, status(201), isTask(created)),
      ...expectThat('All tasks are listed, the newest first.', seen.listed, status(200), isList([second.id, first.id])),
      ...seen.foreignAddress.flatMap((each) => expectThat("Another user's address is refused.", each, problem(403))),
      ...seen.foreignTask.flatMap((each) => expectThat("Another user's task is not to be found.", each, problem(404))),
      ...expectThat("Another user's list is their own.", seen.othersList, status(200), isList([])),
      ...expectThat(
        'Nobody else has changed the task.',
        seen.untouched,
        status(200),
        isTask({ ...created, id: first.id }),
      ),
      ...seen.badInput.flatMap(({ what, statuses, exchange }) =>
        expectThat(`${what} is refused.`, exchange, problem(...statuses)),
      ),
      ...expectThat(
        'A method that is not there is named so.',
        seen.wrongMethod,
        problem(405),
        header('allow', /GET.*POST/, 'GET, POST'),
      ),
      ...expectThat(
        'A title can be changed.',
        seen.renamed,
        status(200),
        isTask({ ...created, id: first.id, title: 'Buy oat milk' }),
      ),
      ...expectThat(
        'A task can be completed.',
        seen.completed,
        status(200),
        isTask({ id: first.id, title: 'Buy oat milk', completed: true }),
      ),
      ...expectThat('A task can be deleted.', seen.deleted, status(204)),
      ...expectThat('A deleted task is not to be found.', seen.gone, problem(404)),
      ...expectThat('It cannot be deleted twice.', seen.goneAgain, problem(404)),
      ...expectThat(
        'The other task is still there, and refused input has added none.',
        seen.left,
        status(200),
        isList([second.id]),
      ),
    ];
  },

  saw: ({ foreignAddress, foreignTask, badInput }) =>
    `added, listed, changed, deleted 2 tasks; another user met ${foreignAddress.length + foreignTask.length} refusals; ${badInput.length} bad inputs refused`,
});

async function add({ backend, name }: CheckContext, list: string, bearer: string, body: object, placeholder: string) {
  const exchange = await backend('POST', list, { bearer, json: body });
  mustBe('A task can be added.', exchange, status(200, 201), json(z.object({ id: z.string().min(1) }), shown));
  const id = read(z.object({ id: z.string() }), exchange)?.id ?? '';
  name(id, placeholder);
  return { id, exchange };
}

/** Every route of a user, with the token of another one. */
async function trespass({ backend }: CheckContext, list: string, id: string, bearer: string): Promise<Exchange[]> {
  return [
    await backend('GET', list, { bearer }),
    await backend('POST', list, { bearer, json: { title: 'Not mine' } }),
    ...(await tryOthersTask({ backend }, `${list}/${id}`, bearer)),
  ];
}

async function tryOthersTask(
  { backend }: Pick<CheckContext, 'backend'>,
  path: string,
  bearer: string,
): Promise<Exchange[]> {
  return [
    await backend('GET', path, { bearer }),
    await backend('PATCH', path, { bearer, json: { title: 'Taken over' } }),
    await backend('DELETE', path, { bearer }),
  ];
}

async function sendBadInput({ backend }: CheckContext, list: string, bearer: string) {
  const send = (body: string, headers: Record<string, string> = {}) => backend('POST', list, { bearer, body, headers });
  return [
    { what: 'An empty title', statuses: [422], exchange: await send('{"title":"  "}') },
    { what: 'A missing title', statuses: [422], exchange: await send('{}') },
    {
      what: 'A title of 10,000 characters',
      statuses: [422],
      exchange: await send(`{"title":"${'x'.repeat(10_000)}"}`),
    },
    { what: 'A title with a NUL byte', statuses: [422], exchange: await send(String.raw`{"title":"a\u0000b"}`) },
    { what: 'A number as title', statuses: [422], exchange: await send('{"title":1}') },
    { what: 'An unknown field', statuses: [422], exchange: await send('{"title":"a","titel":"b"}') },
    { what: 'Broken JSON', statuses: [400], exchange: await send('{"title":') },
    {
      what: 'A body that is not JSON',
      statuses: [415],
      exchange: await send('title=a', { 'content-type': 'application/x-www-form-urlencoded' }),
    },
    { what: 'An id that is none', statuses: [404, 422], exchange: await backend('GET', `${list}/no-id`, { bearer }) },
  ];
}

function isTask(values: Partial<z.output<typeof task>>): Expectation {
  const literals = Object.fromEntries(Object.entries(values).map(([key, value]) => [key, z.literal(value)]));
  const wanted = Object.entries(values).map(([key, value]) => `${key}: ${JSON.stringify(value)}`);
  return json(task.extend(literals), `a task ${shown} with ${wanted.join(', ')}`);
}

/** @param ids in the order of the list */
function isList(ids: string[]): Expectation {
  const inOrder = z
    .array(task)
    .refine((tasks) => tasks.map(({ id }) => id).join(' ') === ids.join(' '), 'other tasks, or another order');
  return json(inOrder, ids.length === 0 ? 'an empty list' : `a list of the tasks ${ids.join(', ')}`);
}
