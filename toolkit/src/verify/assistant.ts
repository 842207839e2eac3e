import { z } from 'zod';
import type { Account } from './accounts.ts';
import type { CheckContext, SendOptions } from './check.ts';
import { CannotTell } from './check.ts';
import { json, mustBe, read, status } from './expectations.ts';
import type { Exchange } from './exchange.ts';

const task = z.object({ id: z.string(), title: z.string(), completed: z.boolean() });
const toolCall = z.object({
  id: z.string().min(1),
  name: z.string().min(1),
  title: z.string().min(1),
  arguments: z.record(z.string(), z.unknown()),
  ok: z.boolean(),
  summary: z.string(),
  tasks: z.array(task),
});
const stopped = z.enum(['steps', 'time', 'cancelled']).nullable();
const failure = z.object({ code: z.string().min(1), detail: z.string().min(1) }).nullable();

/** The answer to one message. */
export const chatTurn = z.object({
  conversation_id: z.uuid(),
  message_id: z.uuid(),
  response: z.string().min(1),
  tool_calls: z.array(toolCall),
  model: z.string().min(1),
  stopped,
  failure,
});
export type ChatTurn = z.output<typeof chatTurn>;
export const turnShape =
  '{conversation_id, message_id, response, tool_calls: [{id, name, title, arguments, ok, summary, tasks}], model, stopped, failure}';

export const conversation = z.object({
  id: z.uuid(),
  title: z.string().min(1),
  created_at: z.iso.datetime(),
  updated_at: z.iso.datetime(),
});
export const conversationWithMessages = conversation.extend({
  messages: z.array(
    z.object({
      id: z.uuid(),
      role: z.enum(['user', 'assistant']),
      content: z.string(),
      tool_calls: z.array(toolCall),
      model: z.string().nullable(),
      stopped,
      failure,
      created_at: z.iso.datetime(),
    }),
  ),
});

export const assistantNote = z.object({ model: z.string().min(1), offline: z.boolean() });

type Context = Pick<CheckContext, 'backend' | 'name'>;

/** Says something to the assistant. */
export function say({ backend }: Context, { id, token }: Account, body: object, more: SendOptions = {}) {
  return backend('POST', `/api/${id}/chat`, { bearer: token, json: body, ...more });
}

export interface Turn {
  exchange: Exchange;
  turn: ChatTurn;
}

/**
 * Says something that must be answered.
 * @throws Unmet
 */
export async function talk(context: Context, account: Account, message: string, to?: string): Promise<Turn> {
  const exchange = await say(context, account, { message, ...(to !== undefined && { conversation_id: to }) });
  mustBe('The assistant answers.', exchange, status(200), json(chatTurn, turnShape));
  const turn = read(chatTurn, exchange);
  if (!turn) throw new Error('A turn that was judged as right cannot be read.');
  context.name(turn.conversation_id, `CONVERSATION_${turn.conversation_id.slice(0, 4).toUpperCase()}`);
  return { exchange, turn };
}

/** What answers; undefined where it cannot be told. */
export async function whoAnswers({ backend }: Context) {
  return read(assistantNote, await backend('GET', '/api/assistant'));
}

/**
 * For what a real model does in ways of its own.
 * @param itsOwn what of it cannot be expected, as the subject of a sentence
 * @throws CannotTell when a real model answers
 */
export async function mustBeOffline(context: Context, itsOwn: string, remedy = 'use --start') {
  const note = await whoAnswers(context);
  if (note?.offline === false)
    throw new CannotTell(`the model ${note.model} answers, and ${itsOwn} is its own: ${remedy}`);
}
