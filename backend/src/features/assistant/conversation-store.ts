import type { Conversation as Row, Message as MessageRow } from '../../generated/prisma/client.ts';
import type { Database } from '../../platform/database.ts';
import {
  Failure,
  Stopped,
  ToolCall,
  type Conversation,
  type ConversationListQuery,
  type ConversationWithMessages,
  type Message,
} from './assistant-schema.ts';

// A conversation that is longer is shown from its end; nobody reads further back, and the answer stays small.
const SHOWN_MESSAGES = 1_000;

/** Conversations in PostgreSQL. Every call names the user: a conversation of somebody else is as absent as none. */
export function createConversationStore(database: Database) {
  return {
    /** Newest first; `after` goes on behind that one. @returns undefined when `after` is none of this user's */
    async list(
      userId: string,
      { limit, after }: ConversationListQuery,
    ): Promise<{ conversations: Conversation[]; next?: string } | undefined> {
      const place = after ? await database.conversation.findFirst({ where: { id: after, userId } }) : undefined;
      if (place === null) return undefined;
      const rows = await database.conversation.findMany({
        where: {
          userId,
          ...(place && {
            updatedAt: { lte: place.updatedAt },
            OR: [{ updatedAt: { lt: place.updatedAt } }, { id: { lt: place.id } }],
          }),
        },
        orderBy: [{ updatedAt: 'desc' }, { id: 'desc' }],
        take: limit + 1,
      });
      const conversations = rows.slice(0, limit).map(toConversation);
      const last = conversations.at(-1);
      return rows.length > limit && last ? { conversations, next: last.id } : { conversations };
    },

    async find(userId: string, id: string): Promise<ConversationWithMessages | undefined> {
      const row = await database.conversation.findFirst({
        where: { id, userId },
        include: {
          messages: { orderBy: [{ turn: 'desc' }, { createdAt: 'desc' }, { id: 'desc' }], take: SHOWN_MESSAGES },
          openTurns: { where: { leaseUntil: { gt: new Date() } } },
        },
      });
      if (!row) return undefined;
      // What is stored of an answer that is still being given would say that it was interrupted.
      const open = new Set(row.openTurns.map(({ turn }) => turn));
      const told = row.messages.filter(({ role, turn }) => role === 'user' || !open.has(turn));
      return { ...toConversation(row), messages: told.toReversed().map(toMessage) };
    },

    async remove(userId: string, id: string): Promise<boolean> {
      return (await database.conversation.deleteMany({ where: { id, userId } })).count === 1;
    },

    /** The messages of the turns before this one, oldest first. */
    async before(conversationId: string, turn: number, limit: number): Promise<Message[]> {
      const rows = await database.message.findMany({
        where: { conversationId, turn: { lt: turn } },
        orderBy: [{ turn: 'desc' }, { createdAt: 'desc' }, { id: 'desc' }],
        take: limit,
      });
      return rows.toReversed().map(toMessage);
    },
  };
}

function toConversation({ id, title, createdAt, updatedAt }: Row): Conversation {
  return { id, title, created_at: createdAt.toISOString(), updated_at: updatedAt.toISOString() };
}

function toMessage(row: MessageRow): Message {
  const calls = Array.isArray(row.toolCalls) ? row.toolCalls : [];
  return {
    id: row.id,
    role: row.role,
    content: row.content,
    // Of another version of the app some may have another form: what cannot be shown is left out.
    tool_calls: calls.flatMap((call) => ToolCall.safeParse(call).data ?? []),
    model: row.model,
    stopped: Stopped.safeParse(row.stopped).data ?? null,
    failure: Failure.safeParse(row.failure).data ?? null,
    created_at: row.createdAt.toISOString(),
  };
}
