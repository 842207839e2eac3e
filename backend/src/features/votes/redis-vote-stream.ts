import { setTimeout as pause } from 'node:timers/promises';
import { createClient, ErrorReply, type RedisClientType } from '@redis/client';
import type { Logger } from '../../platform/logger.ts';
import { VoteStreamFull, type VoteEntry, type VoteStream } from './vote-stream.ts';

const STREAM = 'votes';
const GROUP = 'vote-processors';
const DEAD_LETTERS = 'votes-dead-letters';
const FIELD = 'vote';
// What is asked while the program starts waits this long for the first connection.
const FIRST_CONNECTION_MS = 1_000;

/** The vote stream in Redis: stream `votes`, consumer group `vote-processors`, dead letters in `votes-dead-letters`. */
export async function createRedisVoteStream(
  url: string,
  logger: Logger,
  { maxLength = 1_000_000 } = {},
): Promise<VoteStream> {
  // Without the queue a command fails at once while Redis is away, and the voter is told so.
  const client: RedisClientType = createClient({
    url,
    disableOfflineQueue: true,
    socket: { connectTimeout: 2_000, reconnectStrategy: (tries) => Math.min(100 * 2 ** tries, 1_000) },
  });
  // A blocking read holds its connection, so reads get one of their own.
  const reader = client.duplicate();
  // Both try again each second: the same trouble is told once.
  let trouble: string | undefined;
  for (const each of [client, reader]) {
    each.on('error', ({ message }: Error) => {
      if (message !== trouble) logger.warn({ detail: message }, 'redis_unreachable');
      trouble = message;
    });
  }
  client.on('ready', () => {
    trouble = undefined;
    logger.info('redis_connected');
  });
  // Connects in the background, again and again: the API answers without Redis too, with votes refused.
  const connecting = Promise.all([client, reader].map((each) => each.connect().catch(() => undefined)));
  const begun = Promise.race([connecting, pause(FIRST_CONNECTION_MS, undefined, { ref: false })]);

  /** A group is made at the stream's start, so that votes from before it existed count too. */
  async function withGroup<T>(command: () => Promise<T>): Promise<T> {
    await begun;
    try {
      return await command();
    } catch (error) {
      if (!(error instanceof ErrorReply) || !error.message.startsWith('NOGROUP')) throw error;
      await client.xGroupCreate(STREAM, GROUP, '0', { MKSTREAM: true }).catch((failure: unknown) => {
        if (!(failure instanceof ErrorReply) || !failure.message.startsWith('BUSYGROUP')) throw failure;
      });
      return command();
    }
  }

  async function check() {
    await begun;
    if ((await client.xLen(STREAM)) >= maxLength) throw new VoteStreamFull();
  }

  return {
    async add(option) {
      await check();
      try {
        return await client.xAdd(STREAM, '*', { [FIELD]: option });
      } catch (error) {
        if (error instanceof ErrorReply && error.message.startsWith('OOM')) throw new VoteStreamFull();
        throw error;
      }
    },

    async read(consumer, { count, waitMs }) {
      const wait = waitMs > 0 ? { BLOCK: waitMs } : {}; // to Redis 0 means without end
      const streams = await withGroup(() =>
        reader.xReadGroup(GROUP, consumer, { key: STREAM, id: '>' }, { COUNT: count, ...wait }),
      );
      return toEntries((streams as StreamReply | null)?.[0]?.messages ?? []);
    },

    async takeOver(consumer, { count, idleMs }) {
      const claimed = await withGroup(() =>
        client.xAutoClaim(STREAM, GROUP, consumer, idleMs, '0-0', { COUNT: count }),
      );
      return toEntries(claimed.messages);
    },

    async acknowledge(ids) {
      if (ids.length > 0) await client.multi().xAck(STREAM, GROUP, ids).xDel(STREAM, ids).exec();
    },

    async moveToDeadLetters(entry, reason) {
      const letter = { id: entry.id, reason, ...(entry.option === null ? {} : { [FIELD]: entry.option }) };
      const kept = { TRIM: { strategy: 'MAXLEN', strategyModifier: '~', threshold: 10_000 } } as const;
      await client
        .multi()
        .xAdd(DEAD_LETTERS, '*', letter, kept)
        .xAck(STREAM, GROUP, entry.id)
        .xDel(STREAM, entry.id)
        .exec();
    },

    check,

    async close() {
      for (const each of [reader, client]) if (each.isOpen) each.destroy();
    },
  };
}

type Message = { id: string; message: Record<string, string> };
type StreamReply = { messages: Message[] }[];

/** Claimed entries that were deleted meanwhile come back as null. */
function toEntries(messages: (Message | null)[]): VoteEntry[] {
  return messages.flatMap((entry) => (entry ? [{ id: entry.id, option: entry.message[FIELD] ?? null }] : []));
}
