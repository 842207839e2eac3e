import type { Conversation as Row, Message as MessageRow } from '../../generated/prisma/client.ts';
import type { Database } from '../../platform/database.ts';
import { likeText } from '../../platform/like-text.ts';
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
// Characters of a message that a search shows, and how many of them come before the word.
const EXCERPT = 120;
const BEFORE_WORD = 30;

/** Conversations in PostgreSQL. Every call names the user: a conversation of somebody else is as absent as none. */
export function createConversationStore(database: Database) {
  return {
    /**
     * Newest first; `after` goes on behind that one; of `search` each word must be in the title or in a message.
     * @returns undefined when `after` is none of this user's
     */
    async list(
      userId: string,
      { limit, after, search = '' }: ConversationListQuery,
    ): Promise<{ conversations: Conversation[]; next?: string } | undefined> {
      const place = after ? await database.conversation.findFirst({ where: { id: after, userId } }) : undefined;
      if (place === null) return undefined;
      const words = search.split(/\s+/).filter((word) => word !== '');
      const has = (word: string) => ({ contains: likeText(word), mode: 'insensitive' as const });
      const rows = await database.conversation.findMany({
        where: {
          userId,
          AND: words.map((word) => ({ OR: [{ title: has(word) }, { messages: { some: { content: has(word) } } }] })),
          ...(place && {
            updatedAt: { lte: place.updatedAt },
            OR: [{ updatedAt: { lt: place.updatedAt } }, { id: { lt: place.id } }],
          }),
        },
        orderBy: [{ updatedAt: 'desc' }, { id: 'desc' }],
        take: limit + 1,
      });
      const found = await excerpts(rows.slice(0, limit), words);
      const conversations = rows.slice(0, limit).map((row) => ({ ...toConversation(row), ...found.get(row.id) }));
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

    /** In SQL: Prisma would date it as a change, and a renamed conversation would jump to the top. */
    async rename(userId: string, id: string, title: string): Promise<Conversation | undefined> {
      await database.$executeRaw`
        UPDATE conversations SET title = ${title} WHERE id = ${id}::uuid AND user_id = ${userId}`;
      const row = await database.conversation.findFirst({ where: { id, userId } });
      return row ? toConversation(row) : undefined;
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

  /** Where the title alone does not tell why a conversation was found: what its latest message says around a word. */
  async function excerpts(rows: readonly Row[], words: readonly string[]): Promise<Map<string, { found: string }>> {
    const [word] = words;
    const unclear = rows.filter(({ title }) => words.some((each) => !hasWord(title, each))).map(({ id }) => id);
    if (word === undefined || unclear.length === 0) return new Map();
    const told = await database.$queryRaw<{ id: string; found: string }[]>`
      SELECT DISTINCT ON (conversation_id) conversation_id AS id,
        substring(content FROM greatest(1, strpos(lower(content), lower(${word})) - ${BEFORE_WORD}) FOR ${EXCERPT})
          AS found
      FROM messages
      WHERE conversation_id = ANY(${unclear}::uuid[]) AND content ILIKE ${`%${likeText(word)}%`}
      ORDER BY conversation_id, turn DESC, created_at DESC`;
    return new Map(told.map(({ id, found }) => [id, { found: found.replaceAll(/\s+/g, ' ').trim() }]));
  }
}

const hasWord = (text: string, word: string) => text.toLowerCase().includes(word.toLowerCase());

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
