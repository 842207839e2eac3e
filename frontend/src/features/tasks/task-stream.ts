import { SessionEnded, type ApiClient } from '../../api-client.ts';
import { readEventStream, type StreamEvent } from '../../event-stream.ts';
import type { Task, TaskEvent } from './task.ts';

/** News for every tab of a user: the stream (re)started, so that lists must be reloaded; it broke; or a task changed. */
export type News = { kind: 'connected' } | { kind: 'disconnected' } | TaskEvent;

// The server sends a comment every 15 s; a connection that says nothing for longer is dead without knowing it.
const SILENCE_LIMIT_MS = 40_000;

/** What tabs tell each other: news, and a tab that was just opened asks how it stands. */
type Word = News | { kind: 'asked' };

/**
 * Follows a user's tasks until `signal` is aborted or the session has ended. One tab holds the connection and tells
 * the others: browsers allow six HTTP/1.1 connections to a server, so six tabs would leave none for requests.
 */
export async function followTasks(api: ApiClient, userId: string, onNews: (news: News) => void, signal: AbortSignal) {
  const name = `evenkeel tasks ${userId}`;
  const otherTabs = new BroadcastChannel(name);
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel is for its own origin alone
  const tell = (word: Word) => otherTabs.postMessage(word);
  let isCutOff = false;
  otherTabs.addEventListener('message', ({ data }: MessageEvent<Word>) => {
    if (data.kind !== 'asked') onNews(data);
    else if (isCutOff) tell({ kind: 'disconnected' });
  });
  signal.addEventListener('abort', () => otherTabs.close());
  tell({ kind: 'asked' });
  const lead = () =>
    readForEver(
      api,
      `/api/${encodeURIComponent(userId)}/events`,
      (news) => {
        if (news.kind === 'connected' || news.kind === 'disconnected') isCutOff = news.kind === 'disconnected';
        onNews(news);
        if (!signal.aborted) tell(news);
      },
      signal,
    );
  // Locks exist on https and localhost only; elsewhere each tab reads for itself.
  const locks = navigator.locks as LockManager | undefined;
  await (locks ? locks.request(name, { signal }, lead) : lead()).catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
}

async function readForEver(api: ApiClient, path: string, onNews: (news: News) => void, signal: AbortSignal) {
  for (let failures = 0; !signal.aborted; failures++) {
    try {
      const isExpired = await readOnce(api, path, signal, (news) => {
        if (news.kind === 'connected') failures = 0;
        onNews(news);
      });
      if (isExpired) continue;
    } catch (error) {
      if (error instanceof SessionEnded) return;
    }
    if (signal.aborted) return;
    onNews({ kind: 'disconnected' });
    await pause(reconnectDelay(failures, Math.random()), signal);
  }
}

/** Reads one connection to its end; true when it ended because its token was used up. */
async function readOnce(api: ApiClient, path: string, signal: AbortSignal, onNews: (news: News) => void) {
  const silence = new AbortController();
  const startTimer = () => setTimeout(() => silence.abort(), SILENCE_LIMIT_MS);
  let timer = startTimer();
  try {
    const either = AbortSignal.any([signal, silence.signal]);
    const { body } = await api.send(path, { signal: either, headers: { accept: 'text/event-stream' } });
    const onSign = () => {
      clearTimeout(timer);
      timer = startTimer();
    };
    for await (const event of readEventStream(body ?? new ReadableStream(), onSign)) {
      if (event.name === 'expired') return true;
      const news = newsOf(event);
      if (news) onNews(news);
    }
    return false;
  } finally {
    clearTimeout(timer);
  }
}

/** What an event of the stream means; undefined for one that this page does not know. */
export function newsOf({ name, data }: StreamEvent): News | undefined {
  switch (name) {
    case 'ready':
      return { kind: 'connected' };
    case 'task':
      return { kind: 'saved', task: JSON.parse(data) as Task };
    case 'task-deleted':
      return { kind: 'deleted', id: (JSON.parse(data) as { id: string }).id };
  }
  return undefined;
}

/**
 * How long to wait before the next try, in ms: longer after each failure, up to ten seconds.
 * @param random 0 to 1; spreads the tabs that a restarted server has lost all at once
 */
export function reconnectDelay(failures: number, random: number): number {
  return Math.min(10_000, 500 * 2 ** failures) * (0.5 + random / 2);
}

/** Waits, but no longer than until the network is back or somebody looks at the page again. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      window.removeEventListener('online', end);
      document.removeEventListener('visibilitychange', onLook);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const onLook = () => {
      if (document.visibilityState === 'visible') end();
    };
    const timer = setTimeout(end, ms);
    window.addEventListener('online', end);
    document.addEventListener('visibilitychange', onLook);
    signal.addEventListener('abort', end);
  });
}
