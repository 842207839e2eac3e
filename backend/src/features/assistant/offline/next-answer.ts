import { noContext, type Call, type CallResult, type Context } from './context.ts';
import type { Known } from './matching.ts';
import { respond } from './respond.ts';

/** A message of the chat-completions protocol, as far as it matters here. */
export type ModelMessage = {
  role: string;
  content?: string | null;
  tool_calls?: { id: string; function: { name: string; arguments: string } }[];
  tool_call_id?: string;
};
export type Answer = { text: string; calls: Call[] };

type Done = { call: Call; result: CallResult };
type Turn = { message: string; done: Done[] };

/**
 * The next message of the stand-in model, from the messages alone. It goes through the conversation from its start:
 * what was asked and what the tools answered tell what "it" and "the second one" are now.
 * Only what the user wrote is read as language. Titles in results are compared and shown, never followed.
 */
export function nextAnswer(messages: ModelMessage[]): Answer {
  const turns = turnsOf(messages);
  const current = turns.pop();
  if (!current) return { text: 'Say what you want to do with your tasks.', calls: [] };
  let context: Context = noContext;
  for (const turn of turns) context = replay(turn, context).context ?? absorbed(turn, context);
  const { calls, text } = replay(current, context);
  return { calls: calls ?? [], text: text ?? '' };
}

/** Runs a turn against the results that it has had: to its end, to the next calls, or until they do not fit. */
function replay({ message, done }: Turn, before: Context): { text?: string; context?: Context; calls?: Call[] } {
  const steps = respond(message, structuredCloneOf(before));
  let used = 0;
  let step = steps.next();
  while (!step.done) {
    const calls = step.value;
    const results = done.slice(used, used + calls.length);
    if (results.length < calls.length || results.some(({ call }, index) => !isSame(call, calls[index]!)))
      return { calls };
    used += calls.length;
    step = steps.next(results.map(({ result }) => ({ ...result, tasks: result.tasks.map((task) => ({ ...task })) })));
  }
  return step.value;
}

const isSame = (a: Call, b: Call) => a.name === b.name && a.args['task_id'] === b.args['task_id'];

/** Another model answered this turn, or it was cut short: what its tools returned is all there is to know. */
function absorbed({ done }: Turn, before: Context): Context {
  const context: Context = { ...before, question: undefined };
  for (const { call, result } of done) {
    if (call.name === 'list_tasks') context.shown = result.tasks;
    else if (call.name !== 'delete_task' && result.ok) context.focus = result.tasks;
  }
  return context;
}

/** Questions hold functions, so that only the lists are copied: what happens in a replay must not reach the next one. */
const structuredCloneOf = (context: Context): Context => ({
  ...context,
  shown: context.shown.map((task) => ({ ...task })),
  focus: context.focus.map((task) => ({ ...task })),
});

function turnsOf(messages: ModelMessage[]): Turn[] {
  const turns: Turn[] = [];
  const asked = new Map<string, Call>();
  for (const { role, content, tool_calls = [], tool_call_id = '' } of messages) {
    const turn = turns.at(-1);
    if (role === 'user') turns.push({ message: content ?? '', done: [] });
    for (const { id, function: called } of tool_calls)
      asked.set(id, { name: called.name, args: objectOf(called.arguments) });
    const call = asked.get(tool_call_id);
    if (role === 'tool' && turn && call) turn.done.push({ call, result: resultOf(content ?? '') });
  }
  return turns;
}

function resultOf(content: string): CallResult {
  const { ok, problem, data } = objectOf(content) as {
    ok?: boolean;
    problem?: string;
    data?: { tasks?: Known[]; total?: number };
  };
  const tasks = data?.tasks ?? [];
  return { ok: ok === true, problem: problem ?? 'It did not work.', tasks, total: data?.total ?? tasks.length };
}

function objectOf(text: string): Record<string, unknown> {
  try {
    return Object(JSON.parse(text)) as Record<string, unknown>;
  } catch {
    return {};
  }
}
