import { onlineManager, queryOptions, type QueryClient } from '@tanstack/react-query';
import { Refused, type ApiClient } from '../../api-client.ts';
import { failureWords } from '../../failure-words.ts';
import { askAssistant } from './chat-stream.ts';
import type { ConversationEntry, Model, StoredConversation, Task } from './chat.ts';
import * as threads from './thread.ts';
import { undoRequest } from './tool-words.ts';

/** What the assistant needs of the page around it. */
export interface Page {
  api: ApiClient;
  userId: string;
  /** A task as the page knows it. */
  findTask: (id: string) => Task | undefined;
}

export type ChatStore = ReturnType<typeof createChatStore>;

const NEW = 'new ';
// A new conversation has its key before it has an id, and keeps it, so that nothing is drawn anew in the middle.
const keyOfConversation = new Map<string, string>();
const running = new Map<string, AbortController>();
let counted = 0;

export const newKey = () => `${NEW}${++counted}`;
export const conversationKey = (id: string) => keyOfConversation.get(id) ?? id;

/**
 * One user's conversations, in the query cache, and the answers under way. Answers go on while other pages are looked
 * at; they end when the cache no longer has their conversation, as after signing out.
 */
export function createChatStore(client: QueryClient, { api, userId, findTask }: Page) {
  const base = ['assistant', userId];
  const path = `/api/${encodeURIComponent(userId)}`;

  const list = queryOptions({
    queryKey: [...base, 'conversations'],
    queryFn: async ({ signal }) =>
      (await (await api.send(`${path}/conversations?limit=100`, { signal })).json()) as ConversationEntry[],
  });

  const thread = (key: string) =>
    queryOptions({
      queryKey: [...base, 'thread', key],
      queryFn: async ({ signal }) => {
        const known = client.getQueryData<threads.Thread>([...base, 'thread', key]);
        const id = known?.conversationId ?? (key.startsWith(NEW) ? undefined : key);
        if (!id) return known ?? threads.emptyThread;
        const answer = await api.send(`${path}/conversations/${id}`, { signal });
        return threads.threadOf((await answer.json()) as StoredConversation);
      },
      // Here it is more than the server knows: it is read once, and when it is opened again.
      staleTime: Infinity,
      gcTime: Infinity,
      structuralSharing: false,
    });

  const read = (key: string) => client.getQueryData(thread(key).queryKey);

  /** @returns whether the conversation is still there */
  function update(key: string, change: (thread: threads.Thread) => threads.Thread): boolean {
    return client.setQueryData(thread(key).queryKey, (known) => known && change(known)) !== undefined;
  }

  /** Lets answers come in, one after another, as long as messages wait. */
  async function run(key: string) {
    for (let goesOn = true; goesOn;) {
      goesOn = await runOnce(key);
      const next = goesOn ? threads.withNext(read(key) ?? threads.emptyThread) : undefined;
      if (next) update(key, () => next);
      else goesOn = false;
    }
    void client.invalidateQueries({ queryKey: list.queryKey });
  }

  /** @returns whether the next message may go */
  async function runOnce(key: string): Promise<boolean> {
    const known = read(key);
    const question = known?.messages.at(-2);
    if (!known || question?.role !== 'user') return false;
    const stop = new AbortController();
    running.set(key, stop);
    let hasBegun = false;
    try {
      const asked = { message: question.text, conversationId: known.conversationId };
      for await (const event of askAssistant(api, userId, asked, stop.signal)) {
        hasBegun = true;
        if (event.kind === 'start' && !known.conversationId) {
          if (key.startsWith(NEW)) keyOfConversation.set(event.conversation_id, key);
          void client.invalidateQueries({ queryKey: list.queryKey });
        }
        if (!update(key, (old) => threads.withEvent(old, event, findTask))) return false;
      }
      return true;
    } catch (error) {
      if (stop.signal.aborted) return update(key, threads.withStop);
      update(key, (old) => threads.withBreak(old, sendingWords(error, hasBegun), hasBegun));
      return false;
    } finally {
      running.delete(key);
    }
  }

  /** Changes a conversation so that an answer may be due, and asks for it. */
  function proceed(key: string, change: (thread: threads.Thread) => threads.Thread) {
    const before = read(key) ?? threads.emptyThread;
    const after = change(before);
    void client.cancelQueries({ queryKey: thread(key).queryKey });
    client.setQueryData(thread(key).queryKey, after);
    if (threads.isRunning(after) && !threads.isRunning(before)) void run(key);
  }

  const send = (key: string, text: string) =>
    proceed(key, (old) => threads.withText(old, `message ${++counted}`, text));

  const openKey = [...base, 'open'];

  return {
    list,
    thread,
    send,
    /** The conversation that was open before another page was looked at. */
    lastOpen: () => client.getQueryData<string>(openKey),
    setLastOpen: (key: string) => client.setQueryData(openKey, key),
    stop: (key: string) => running.get(key)?.abort(),
    dropWaiting: (key: string, id: string) => update(key, (old) => threads.withoutWaiting(old, id)),
    /** Once more: the message that was not sent, or the one whose answer failed. */
    retry(key: string, messageId: string) {
      const question = threads.questionOf(read(key) ?? threads.emptyThread, messageId);
      if (question === undefined) proceed(key, (old) => threads.withRetry(old, messageId));
      else send(key, question);
    },
    /** Reads a conversation anew, unless it is the one place that knows all of it. */
    reopen(key: string) {
      const known = read(key);
      if (known && !threads.isRunning(known) && known.waiting.length === 0 && known.conversationId) {
        void client.refetchQueries({ queryKey: thread(key).queryKey });
      }
    },
    async remove(id: string) {
      await api.send(`${path}/conversations/${id}`, { method: 'DELETE' }).catch((error: unknown) => {
        if (!(error instanceof Refused && error.status === 404)) throw error;
      });
      const key = conversationKey(id);
      running.get(key)?.abort();
      client.removeQueries({ queryKey: thread(key).queryKey });
      client.setQueryData(list.queryKey, (entries) => entries?.filter((entry) => entry.id !== id));
    },
    /**
     * Takes back what a tool did; the task list hears of it from the server.
     * @returns whether it was taken back
     */
    async undo(key: string, tool: threads.ToolUse): Promise<boolean> {
      const request = undoRequest(tool);
      if (!request) return false;
      update(key, (old) => threads.withUndo(old, tool.id, 'now'));
      try {
        await api.send(`${path}/tasks${request.path}`, request);
        update(key, (old) => threads.withUndo(old, tool.id, 'done'));
        return true;
      } catch (error) {
        update(key, (old) => threads.withUndo(old, tool.id, { words: failureWords(error) }));
        return false;
      }
    },
  };
}

/** Which model answers; the same for everybody. */
export const modelQuery = (api: ApiClient) =>
  queryOptions({
    queryKey: ['assistant', 'model'],
    queryFn: async ({ signal }) => (await (await api.sendAnonymously('/api/assistant', { signal })).json()) as Model,
    staleTime: 5 * 60_000,
  });

/** Why a message was not sent, or its answer not finished. */
export function sendingWords(error: unknown, hasBegun: boolean): string {
  if (hasBegun) return 'The answer broke off: the connection was lost. What was done until then is kept.';
  if (!onlineManager.isOnline()) return 'You are offline.';
  if (error instanceof Refused && error.status === 404) return 'This conversation was deleted. Start a new one.';
  return failureWords(error);
}
