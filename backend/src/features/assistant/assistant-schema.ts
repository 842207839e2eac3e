import { z } from 'zod';
import { hasAtMost, storableText, titleText } from '../../platform/text-input.ts';
import { limits } from './limits.ts';

const TITLE_CHARACTERS = 80;
const SEARCH_CHARACTERS = 200;

export const ChatRequest = z
  .strictObject(
    {
      message: storableText
        .trim()
        .min(1, 'must not be empty')
        .refine(
          hasAtMost(limits.messageCharacters),
          `must have at most ${limits.messageCharacters.toLocaleString('en')} characters`,
        )
        .meta({ example: 'Add a task to buy milk', maxLength: limits.messageCharacters }),
      conversation_id: z.guid('must be the id of a conversation').optional(),
    },
    { error: notAnObject },
  )
  .meta({ id: 'ChatRequest' });

/** A task as a tool gave it at that time. */
export const ToolTask = z
  .object({
    id: z.guid(),
    title: z.string(),
    description: z.string(),
    completed: z.boolean(),
    created_at: z.iso.datetime(),
    updated_at: z.iso.datetime(),
  })
  .meta({ id: 'ToolTask' });
export type ToolTask = z.infer<typeof ToolTask>;

export const ToolCall = z
  .object({
    id: z.string(),
    name: z.string().meta({ example: 'add_task' }),
    title: z.string().meta({ description: 'the name of the tool for people', example: 'Add a task' }),
    arguments: z.record(z.string(), z.unknown()),
    ok: z.boolean(),
    summary: z.string().meta({ description: 'one sentence for people', example: 'Added “Buy milk”.' }),
    tasks: z.array(ToolTask).meta({ description: `touched or listed, at most ${limits.shownTasks}` }),
    before: ToolTask.optional().meta({ description: 'the task that was changed, as it was before' }),
  })
  .meta({ id: 'ToolCall' });
export type ToolCall = z.infer<typeof ToolCall>;

const failureCodes = [
  'model_unreachable',
  'model_refused_key',
  'model_rate_limited',
  'model_failed',
  'model_timed_out',
  'model_answer_broken',
] as const;
export const Failure = z.object({ code: z.enum(failureCodes), detail: z.string() }).meta({ id: 'ModelFailure' });
export type Failure = z.infer<typeof Failure>;

export const Stopped = z.enum(['steps', 'time', 'cancelled']);
export type Stopped = z.infer<typeof Stopped>;

export const ChatTurn = z
  .object({
    conversation_id: z.guid(),
    message_id: z.guid().meta({ description: "id of the assistant's message" }),
    response: z.string(),
    tool_calls: z.array(ToolCall),
    model: z.string().meta({ description: 'offline, or the name of the model' }),
    stopped: Stopped.nullable(),
    failure: Failure.nullable(),
  })
  .meta({ id: 'ChatTurn' });
export type ChatTurn = z.infer<typeof ChatTurn>;

export const Conversation = z
  .object({
    id: z.guid(),
    title: z.string(),
    created_at: z.iso.datetime(),
    updated_at: z.iso.datetime(),
    found: z.string().optional().meta({ description: 'of a search: the words around what was found in a message' }),
  })
  .meta({ id: 'Conversation' });
export type Conversation = z.infer<typeof Conversation>;

export const Message = z
  .object({
    id: z.guid(),
    role: z.enum(['user', 'assistant']),
    content: z.string(),
    tool_calls: z.array(ToolCall),
    model: z.string().nullable(),
    stopped: Stopped.nullable(),
    failure: Failure.nullable(),
    created_at: z.iso.datetime(),
  })
  .meta({ id: 'Message' });
export type Message = z.infer<typeof Message>;

export const ConversationWithMessages = Conversation.extend({ messages: z.array(Message) }).meta({
  id: 'ConversationWithMessages',
});
export type ConversationWithMessages = z.infer<typeof ConversationWithMessages>;

export const ConversationListQuery = z.strictObject({
  limit: z.coerce
    .number('must be a whole number')
    .int('must be a whole number')
    .min(1, 'must be at least 1')
    .max(100, 'must be at most 100')
    .default(50),
  after: z.guid('must be the id of a conversation').optional(),
  search: storableText
    .trim()
    .refine(hasAtMost(SEARCH_CHARACTERS), `must have at most ${SEARCH_CHARACTERS} characters`)
    .meta({ description: 'words that the title or a message must have, each of them', maxLength: SEARCH_CHARACTERS })
    .optional(),
});
export type ConversationListQuery = z.output<typeof ConversationListQuery>;

export const ConversationChange = z
  .strictObject({ title: titleText(TITLE_CHARACTERS).meta({ example: 'Groceries' }) }, { error: notAnObject })
  .meta({ id: 'ConversationChange' });

export const UserPath = z.object({ user_id: z.string() });
export const ConversationPath = UserPath.extend({ id: z.guid('must be a UUID') });
export const ModelInfo = z.object({ model: z.string(), offline: z.boolean() }).meta({ id: 'ModelInfo' });

/** The first message on one line. */
export function conversationTitle(message: string): string {
  const line = Array.from(message.replaceAll(/\s+/g, ' ').trim());
  return line.length <= TITLE_CHARACTERS ? line.join('') : `${line.slice(0, TITLE_CHARACTERS - 1).join('')}…`;
}

function notAnObject(issue: { code?: string | undefined }) {
  return issue.code === 'invalid_type' ? 'must be a JSON object' : undefined;
}
