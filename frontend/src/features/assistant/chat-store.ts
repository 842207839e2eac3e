import { onlineManager, queryOptions, type QueryClient } from '@tanstack/react-query';
import { Refused, type ApiClient } from '../../api-client.ts';
import { failureWords } from '../../failure-words.ts';
import { createChatHistory } from './chat-history.ts';
import { askAssistant } from './chat-stream.ts';
import type { Model, StoredConversation, Task } from './chat.ts';
import { createMemory, NEW_PLACE } from './memory.ts';
import * as threads from './thread.ts';
import { undoRequest } from './tool-undo.ts';

/** What the assistant needs of the page around it. */
export interface Page {
  api: ApiClient;
  userId: string;
  /** The tasks as the page knows them; undefined until they are loaded. */
  tasks: readonly Task[] | undefined;
}

export type ChatStore = ReturnType<typeof createChatStore>;

const NEW = 'new ';
// A new conversation has its key before it has an id, and keeps it, so that nothing is drawn anew in the middle.
const keyOfConversation = new Map<string, string>();
const running = new Map<string, AbortController>();
let counted = 0;

// When to look at what became of an answer that broke off: a server that starts again needs some seconds.
const LOOK_AGAIN_MS = [1_000, 2_000, 3_000, 5_000, 8_000, 15_000, 30_000, 60_000];

export const newKey = () => `${NEW}${++counted}`;
export const conversationKey = (id: string) => keyOfConversation.get(id) ?? id;

/**
 * One user's conversations, in the query cache, and the answers under way. Answers go on while other pages are looked
 * at; they end when the cache no longer has their conversation, as after signing out.
 */
export function createChatStore(client: QueryClient, api: ApiClient, userId: string) {
  const base = ['assistant', userId];
  const path = `/api/${encodeURIComponent(userId)}`;
  const openKey = [...base, 'open'];
  const history = createChatHistory(client, api, userId);
  const memory = createMemory(userId);

  async function load(id: string, signal?: AbortSignal): Promise<StoredConversation> {
    const answer = await api.send(`${path}/conversations/${id}`, signal && { signal });
    return (await answer.json()) as StoredConversation;
  }

  const thread = (key: string) =>
    queryOptions({
      queryKey: [...base, 'thread', key],
      queryFn: async ({ signal }) => {
        const known = client.getQueryData<threads.Thread>([...base, 'thread', key]);
        const id = known?.conversationId ?? (key.startsWith(NEW) ? undefined : key);
        if (!id) return known ?? threads.withUnsent(threads.emptyThread, memory.read(NEW_PLACE).unsent);
        const stored = await load(id, signal);
        return known ? threads.withStored(known, stored) : threads.threadOf(stored, memory.read(id).unsent);
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

  const place = (key: string) => read(key)?.conversationId ?? (key.startsWith(NEW) ? NEW_PLACE : key);

  /** A new conversation has got its id: what is remembered of it goes there. */
  function settle(key: string, id: string) {
    if (!key.startsWith(NEW)) return;
    keyOfConversation.set(id, key);
    memory.keep(id, memory.read(NEW_PLACE));
    memory.forget(NEW_PLACE);
    if (client.getQueryData<string>(openKey) === key) memory.setOpenPlace(id);
  }

  function keepUnsent(key: string) {
    memory.keep(place(key), { unsent: threads.unsentTexts(read(key) ?? threads.emptyThread) });
  }

  /** Lets answers come in, one after another, as long as messages wait. */
  async function run(key: string) {
    for (let goesOn = true; goesOn;) {
      goesOn = await runOnce(key);
      const next = goesOn ? threads.withNext(read(key) ?? threads.emptyThread) : undefined;
      if (next) update(key, () => next);
      else goesOn = false;
      if (read(key)) keepUnsent(key);
    }
    void history.reload();
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
        if (!update(key, (old) => threads.withEvent(old, event))) return false;
        if (event.kind !== 'start') continue;
        if (!known.conversationId) {
          settle(key, event.conversation_id);
          void history.reload();
        }
        // The server was started anew with another one.
        const { queryKey } = modelQuery(api);
        if (client.getQueryData(queryKey)?.model !== event.model) void client.invalidateQueries({ queryKey });
      }
      return true;
    } catch (error) {
      if (stop.signal.aborted) return update(key, threads.withStop);
      update(key, (old) => threads.withBreak(old, sendingWords(error, hasBegun), hasBegun));
      if (hasBegun) void lookAgain(key);
      return false;
    } finally {
      running.delete(key);
    }
  }

  /** Shows what the server has of an answer that broke off: it may have done more than came through. */
  async function lookAgain(key: string) {
    for (const wait of LOOK_AGAIN_MS) {
      await new Promise((resolve) => setTimeout(resolve, wait));
      const known = read(key);
      const last = known?.messages.at(-1);
      if (!known?.conversationId || last?.role !== 'assistant' || last.broken === undefined) return;
      try {
        const stored = await load(known.conversationId);
        // Somebody has gone on meanwhile, or the answer is still being given.
        if (read(key) !== known) return;
        if (stored.messages.at(-1)?.role === 'user') continue;
        return update(key, (old) => threads.withStored(old, stored));
      } catch (error) {
        if (error instanceof Refused && error.status < 500) return;
      }
    }
  }

  /** Changes a conversation so that an answer may be due, and asks for it. */
  function proceed(key: string, change: (thread: threads.Thread) => threads.Thread) {
    const before = read(key) ?? threads.emptyThread;
    const after = change(before);
    void client.cancelQueries({ queryKey: thread(key).queryKey });
    client.setQueryData(thread(key).queryKey, after);
    keepUnsent(key);
    if (threads.isRunning(after) && !threads.isRunning(before)) void run(key);
  }

  const send = (key: string, text: string) =>
    proceed(key, (old) => threads.withText(old, `message ${++counted}`, text));

  return {
    history,
    thread,
    send,
    /** The conversation that was open before another page was looked at, or before a reload. */
    lastOpen: (): string | undefined => {
      const known = client.getQueryData<string>(openKey);
      if (known) return known;
      const remembered = memory.openPlace();
      if (remembered !== NEW_PLACE) return remembered && conversationKey(remembered);
      // A new one in which nothing was written is nothing to come back to.
      const { draft, unsent } = memory.read(NEW_PLACE);
      return draft !== '' || unsent.length > 0 ? newKey() : undefined;
    },
    setLastOpen(key: string) {
      client.setQueryData(openKey, key);
      memory.setOpenPlace(place(key));
    },
    draft: (key: string) => memory.read(place(key)).draft,
    setDraft: (key: string, draft: string) => memory.keep(place(key), { draft }),
    stop: (key: string) => running.get(key)?.abort(),
    dropWaiting(key: string, id: string) {
      update(key, (old) => threads.withoutWaiting(old, id));
      keepUnsent(key);
    },
    /** Gives up a message that was not sent. */
    dropUnsent(key: string, id: string) {
      update(key, (old) => threads.withoutUnsent(old, id));
      keepUnsent(key);
    },
    /** Once more: the message that was not sent, or the one whose answer failed. */
    retry(key: string, messageId: string) {
      const question = threads.questionOf(read(key) ?? threads.emptyThread, messageId);
      if (question === undefined) proceed(key, (old) => threads.withRetry(old, messageId));
      else send(key, question);
    },
    /** Reads a conversation anew, unless an answer is just coming in. */
    reopen(key: string) {
      const known = read(key);
      if (known && !threads.isRunning(known) && known.conversationId) {
        void client.refetchQueries({ queryKey: thread(key).queryKey });
      }
    },
    async remove(id: string) {
      await history.remove(id);
      const key = conversationKey(id);
      running.get(key)?.abort();
      client.removeQueries({ queryKey: thread(key).queryKey });
      memory.forget(id);
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
