import { randomUUID } from 'node:crypto';
import { Prisma } from '../../generated/prisma/client.ts';
import type { Database } from '../../platform/database.ts';
import { conversationTitle, type Failure, type Stopped, type ToolCall } from './assistant-schema.ts';

/** How long a turn is held without a renewal. A killed process blocks its conversations for so long. */
export const LEASE_MS = 4_000;

export const INTERRUPTED =
  'This answer was interrupted before it was complete. What is shown as done stays done; ask again for the rest.';

export type Arrived = { conversationId: string; turn: number; messageId: string };
export type Outcome = { content: string; toolCalls: ToolCall[]; stopped: Stopped | null; failure: Failure | null };

/**
 * Turns in PostgreSQL, each change one statement: no transaction and no session lock is held while a model answers,
 * so that it works behind a transaction pooler. All times are the database's.
 */
export function createTurnStore(database: Database) {
  return {
    /**
     * Stores the question, and the answer as it is to be found if this process dies now.
     * The conversation's row gives out the numbers, so they are in the order of arrival, whichever replica took them.
     */
    async arrive(
      userId: string,
      { message, conversationId, model }: { message: string; conversationId: string | undefined; model: string },
      { holder, room }: { holder: string; room: number },
    ): Promise<Arrived | 'absent' | 'full'> {
      const id = conversationId ?? randomUUID();
      const messageId = randomUUID();
      const conversation = conversationId
        ? Prisma.sql`
            UPDATE conversations SET turns = turns + 1, updated_at = now()
            WHERE id = ${id}::uuid AND user_id = ${userId} AND ${room} > (
              SELECT count(*) FROM conversation_turns WHERE conversation_id = ${id}::uuid AND lease_until > now()
            )`
        : Prisma.sql`
            INSERT INTO conversations (id, user_id, title, turns)
            VALUES (${id}::uuid, ${userId}, ${conversationTitle(message)}, 1)`;
      const [row] = await database.$queryRaw<{ turn: number }[]>`
        WITH conversation AS (${conversation} RETURNING id, turns), question AS (
          INSERT INTO messages (id, conversation_id, turn, role, content)
          SELECT ${randomUUID()}::uuid, id, turns, 'user', ${message} FROM conversation
        ), answer AS (
          INSERT INTO messages (id, conversation_id, turn, role, content, model, stopped, created_at)
          SELECT ${messageId}::uuid, id, turns, 'assistant', ${INTERRUPTED}, ${model}, 'cancelled',
            now() + interval '1 millisecond'
          FROM conversation
        )
        INSERT INTO conversation_turns (conversation_id, turn, holder, lease_until)
        SELECT id, turns, ${holder}::uuid, now() + ${LEASE_MS} * interval '1 millisecond' FROM conversation
        RETURNING turn`;
      if (row) return { conversationId: id, turn: row.turn, messageId };
      return (await database.conversation.count({ where: { id, userId } })) === 0 ? 'absent' : 'full';
    },

    /** Whether no earlier turn is open. Those whose holder is gone are closed; what is stored of them stays. */
    async isNext({ conversationId, turn }: Arrived): Promise<boolean> {
      const earlier = { conversationId, turn: { lt: turn } };
      if ((await database.conversationTurn.count({ where: earlier })) === 0) return true;
      const closed = await database.$executeRaw`
        DELETE FROM conversation_turns
        WHERE conversation_id = ${conversationId}::uuid AND turn < ${turn} AND lease_until <= now()`;
      return closed > 0 && (await database.conversationTurn.count({ where: earlier })) === 0;
    },

    /** @returns the turns that this holder still has */
    async renew(holder: string): Promise<{ conversationId: string; turn: number }[]> {
      return database.$queryRaw`
        UPDATE conversation_turns SET lease_until = now() + ${LEASE_MS} * interval '1 millisecond'
        WHERE holder = ${holder}::uuid
        RETURNING conversation_id AS "conversationId", turn`;
    },

    /** What the tools did, at once: it has happened, whatever becomes of the answer. */
    async note({ messageId }: Arrived, toolCalls: ToolCall[]) {
      await database.message.updateMany({
        where: { id: messageId },
        data: { toolCalls: toolCalls as Prisma.InputJsonValue },
      });
    },

    async finish({ conversationId, turn, messageId }: Arrived, { content, toolCalls, stopped, failure }: Outcome) {
      await database.$executeRaw`
        WITH closed AS (
          DELETE FROM conversation_turns WHERE conversation_id = ${conversationId}::uuid AND turn = ${turn}
        ), touched AS (
          UPDATE conversations SET updated_at = now() WHERE id = ${conversationId}::uuid
        )
        UPDATE messages SET content = ${content}, tool_calls = ${JSON.stringify(toolCalls)}::jsonb,
          stopped = ${stopped}, failure = ${failure && JSON.stringify(failure)}::jsonb,
          created_at = now() + interval '1 millisecond'
        WHERE id = ${messageId}::uuid`;
    },
  };
}
export type TurnStore = ReturnType<typeof createTurnStore>;
