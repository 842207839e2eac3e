import { z } from 'zod';
import type { Account } from '../accounts.ts';
import { usersOf } from '../accounts.ts';
import type { CheckContext } from '../check.ts';
import { defineCheck } from '../check.ts';
import type { Expectation } from '../expectations.ts';
import { expectThat, header, mustBe, problem, read, status } from '../expectations.ts';
import type { Exchange } from '../exchange.ts';
import { callMcp, hello, resultOf } from '../mcp.ts';
import { rightlySignedBadTokens } from '../tokens.ts';

const TITLE = 'Sharpen the pencils';
const UNKNOWN = '00000000-0000-4000-8000-000000000000';

const schema = z.looseObject({ type: z.literal('object'), properties: z.looseObject({}) });
const tool = z.object({
  name: z.string(),
  title: z.string().min(1),
  description: z.string().min(1),
  inputSchema: schema,
  outputSchema: schema,
  annotations: z.looseObject({
    readOnlyHint: z.boolean(),
    destructiveHint: z.boolean(),
    idempotentHint: z.boolean(),
    openWorldHint: z.literal(false),
  }),
});
const task = z.looseObject({ id: z.string(), title: z.string(), completed: z.boolean() });
const text = z.array(z.looseObject({ type: z.string(), text: z.string().optional() })).min(1);
const oneTask = z.object({
  structuredContent: z.object({ task }),
  content: text,
  isError: z.literal(false).optional(),
});
const manyTasks = z.object({ structuredContent: z.object({ tasks: z.array(task), total: z.number() }), content: text });
const toolError = z.object({ isError: z.literal(true), content: text });

/** Which tools there must be, the arguments they must take, and whether they only read or take something away. */
const wanted = [
  { name: 'add_task', takes: ['title', 'description'], reads: false, destroys: false },
  { name: 'list_tasks', takes: ['completed', 'search', 'limit'], reads: true, destroys: false },
  { name: 'update_task', takes: ['task_id', 'title', 'description', 'completed'], reads: false, destroys: undefined },
  { name: 'complete_task', takes: ['task_id', 'completed'], reads: false, destroys: undefined },
  { name: 'delete_task', takes: ['task_id'], reads: false, destroys: true },
];

export const mcpClientsCanUseTheTools = defineCheck({
  id: 'APP-7',
  title: 'MCP clients can use the tools',
  asksBackendItself: true,

  async gather(context) {
    const { backend } = context;
    const [other, own] = await usersOf(context.accounts.assisted());
    const call = (method: string, params: object = {}) => callMcp(backend, method, params, own.token);
    const initialized = await call('initialize', hello);
    mustBe(
      'An MCP client is welcomed.',
      initialized,
      status(200),
      hasResult(welcome, 'protocolVersion, capabilities.tools and serverInfo'),
    );
    return {
      notified: await call('notifications/initialized'),
      listed: await call('tools/list'),
      worked: await useTools(context, own, other),
      unknownTask: await call('tools/call', { name: 'complete_task', arguments: { task_id: UNKNOWN } }),
      unknownTool: await call('tools/call', { name: 'drop_tables', arguments: {} }),
      refused: await tryTokens(context, own),
    };
  },

  judge(seen) {
    const { added, listed, renamed, completed, foreign, removed } = seen.worked;
    return [
      ...expectThat('A notification is taken.', seen.notified, status(202)),
      ...expectThat('The five tools are listed with all that clients go by.', seen.listed, status(200), hasTools),
      ...expectThat('add_task adds a task.', added.told, isTask({ title: TITLE })),
      ...expectThat('What add_task says is so.', added.list, listIs([TITLE])),
      ...expectThat(
        'list_tasks lists it.',
        listed,
        hasResult(
          manyTasks.refine(
            ({ structuredContent: { tasks } }) => tasks.some(({ title }) => title === TITLE),
            'not in it',
          ),
          `{tasks, total} with "${TITLE}"`,
        ),
      ),
      ...expectThat('update_task renames it.', renamed.told, isTask({ title: `${TITLE} well` })),
      ...expectThat('What update_task says is so.', renamed.list, listIs([`${TITLE} well`])),
      ...expectThat('complete_task completes it.', completed.told, isTask({ completed: true })),
      ...expectThat('What complete_task says is so.', completed.list, listIs([`${TITLE} well (done)`])),
      ...expectThat("Another user's task is not to be found.", foreign.told, isToolError),
      ...expectThat("Another user's call has changed nothing.", foreign.list, listIs([`${TITLE} well (done)`])),
      ...expectThat('delete_task deletes it.', removed.told, isTask({ title: `${TITLE} well` })),
      ...expectThat('What delete_task says is so.', removed.list, listIs([])),
      ...expectThat('A task that is not there is an error in words.', seen.unknownTask, isToolError),
      ...expectThat('A tool that is not there is refused.', seen.unknownTool, isRefusal),
      ...seen.refused.flatMap(({ what, exchange }) =>
        expectThat(`/mcp refuses ${what}.`, exchange, problem(401), header('www-authenticate', /^Bearer/, 'Bearer')),
      ),
    ];
  },

  saw: ({ refused }) =>
    `5 tools listed and called, each looked at in the list of tasks; ${refused.length} bad tokens refused`,
});

const welcome = z.looseObject({
  protocolVersion: z.string(),
  capabilities: z.looseObject({ tools: z.looseObject({}) }),
  serverInfo: z.looseObject({ name: z.string() }),
});

interface Worked {
  told: Exchange;
  /** GET /api/{user_id}/tasks after it: what the tool says must be so. */
  list: Exchange;
}

async function useTools(context: CheckContext, own: Account, other: Account) {
  const added = await use(context, own, 'add_task', { title: TITLE });
  const id = idOf(added.told);
  context.name(id, 'TASK_M');
  const listed = (await use(context, own, 'list_tasks', {})).told;
  const renamed = await use(context, own, 'update_task', { task_id: id, title: `${TITLE} well` });
  const completed = await use(context, own, 'complete_task', { task_id: id });
  const params = { name: 'delete_task', arguments: { task_id: id } };
  const foreign = {
    told: await callMcp(context.backend, 'tools/call', params, other.token),
    list: await listOf(context, own),
  };
  return {
    added,
    listed,
    renamed,
    completed,
    foreign,
    removed: await use(context, own, 'delete_task', { task_id: id }),
  };
}

async function use(context: CheckContext, own: Account, name: string, args: object): Promise<Worked> {
  const told = await callMcp(context.backend, 'tools/call', { name, arguments: args }, own.token);
  return { told, list: await listOf(context, own) };
}

function listOf({ backend }: CheckContext, { id, token }: Account): Promise<Exchange> {
  return backend('GET', `/api/${id}/tasks`, { bearer: token });
}

async function tryTokens({ backend, ...context }: CheckContext, { token }: Account) {
  const signingKey = await context.signingKey();
  const [expired] = signingKey ? rightlySignedBadTokens(token, signingKey.sign, Date.now() / 1000) : [];
  const tries: [string, string | undefined][] = [
    ['a request without a token', undefined],
    ['a text that is no token', 'not-a-token'],
    ['a token with another signature', `${token.slice(0, -8)}AAAAAAAA`],
    ...(expired ? [[expired.what, expired.token] as [string, string]] : []),
  ];
  const refused: { what: string; exchange: Exchange }[] = [];
  for (const [what, bearer] of tries)
    refused.push({ what, exchange: await callMcp(backend, 'tools/list', {}, bearer) });
  return refused;
}

function idOf({ answer }: Exchange): string {
  return oneTask.safeParse(answer && resultOf(answer)).data?.structuredContent.task.id ?? '';
}

function hasResult(shape: z.ZodType, shown: string): Expectation {
  return (answer) => {
    const result = resultOf(answer);
    if (result === undefined) return { expected: `a result: ${shown}`, came: 'no JSON-RPC result' };
    const issue = shape.safeParse(result).error?.issues[0];
    return issue && { expected: shown, came: `${issue.path.join('.') || 'the result'}: ${issue.message}` };
  };
}

function isTask(values: { title?: string; completed?: boolean }): Expectation {
  const literals = Object.fromEntries(Object.entries(values).map(([key, value]) => [key, z.literal(value)]));
  const shape = oneTask.extend({ structuredContent: z.object({ task: task.extend(literals) }) });
  return hasResult(shape, `structuredContent {task} with ${JSON.stringify(values)}`);
}

const isToolError: Expectation = (answer, exchange) =>
  hasResult(
    toolError.refine(({ content }) => !content.some((each) => /\bat .+:\d+:\d+/.test(each.text ?? '')), 'a stack'),
    'isError: true with a sentence',
  )(answer, exchange);

/** Servers differ: an error of the protocol, or a result that is one. */
const isRefusal: Expectation = (answer, exchange) =>
  /"error"\s*:/.test(answer.body) ? undefined : isToolError(answer, exchange);

const hasTools: Expectation = (answer, exchange) => {
  const shape = z.object({ tools: z.array(z.looseObject({ name: z.string() })) });
  const tools = shape.safeParse(resultOf(answer)).data?.tools ?? [];
  for (const { name, takes, reads, destroys } of wanted) {
    const found = tools.find((each) => each.name === name);
    if (!found) return { expected: `the tool ${name}`, came: tools.map((each) => each.name).join(', ') || 'no tools' };
    const { data, error } = tool.safeParse(found);
    if (!data) {
      const [issue] = error.issues;
      return {
        expected: `${name} with title, description, schemas and annotations`,
        came: `${issue?.path.join('.')}: ${issue?.message}`,
      };
    }
    const lacking = takes.filter((each) => !(each in data.inputSchema.properties));
    if (lacking.length > 0)
      return { expected: `${name} takes ${takes.join(', ')}`, came: `${lacking.join(', ')} missing` };
    const { readOnlyHint, destructiveHint } = data.annotations;
    if (readOnlyHint !== reads || (destroys ?? destructiveHint) !== destructiveHint) {
      return {
        expected: `${name} with readOnlyHint ${reads}${destroys === undefined ? '' : `, destructiveHint ${destroys}`}`,
        came: `readOnlyHint ${readOnlyHint}, destructiveHint ${destructiveHint}`,
      };
    }
  }
  return status(200)(answer, exchange);
};

function listIs(titles: string[]): Expectation {
  return (_answer, exchange) => {
    const all = read(z.array(task), exchange)?.map(({ title, completed }) => title + (completed ? ' (done)' : ''));
    const found = all?.join(', ');
    return found === titles.join(', ')
      ? undefined
      : { expected: titles.length === 0 ? 'no tasks' : `the tasks ${titles.join(', ')}`, came: `the tasks ${found}` };
  };
}
