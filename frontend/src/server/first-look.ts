import { z } from 'zod';
import { readToken } from '../features/session/access-token.ts';
import type { Task } from '../features/tasks/task.ts';
import type { ProxyTarget } from './backend-proxy.ts';

// A page waits no longer for what it can ask for itself.
const TIME_LIMIT_MS = 300;
// More than a screen shows.
const MOST = 50;
// Who asks is the browser: the backend counts and logs by its address.
const ofTheBrowser = ['user-agent', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto'];

const tokenAnswer = z.object({ token: z.string() });
const modelAnswer = z.object({ offline: z.boolean() });
const task: z.ZodType<Task> = z.object({
  id: z.string(),
  title: z.string(),
  description: z.string(),
  completed: z.boolean(),
  created_at: z.string(),
  updated_at: z.string(),
});

/** What the start page can show before its code runs. */
export interface FirstLook {
  userId: string;
  /** The user's newest tasks. */
  tasks: readonly Task[];
  /** Whether no model is connected. */
  isOffline: boolean;
  /** When that was. */
  at: Date;
}

/**
 * Asks the backend in the name of whoever asks for the page. undefined where the backend does not give it at once: the page
 * asks for all of it anyway, and tells what is wrong.
 * @param incoming the headers of the request for the page, with the session's cookie
 */
export async function firstLook(
  incoming: Headers,
  { backendUrl, stopping, timeLimitMs = TIME_LIMIT_MS }: ProxyTarget,
): Promise<FirstLook | undefined> {
  const signal = AbortSignal.any([stopping, AbortSignal.timeout(timeLimitMs)]);
  const passedOn = (names: string[]) => names.map((name) => [name, incoming.get(name) ?? ''] as [string, string]);
  async function ask<T>(shape: z.ZodType<T>, path: string, more: [string, string][] = []): Promise<T> {
    const asked = new Headers([...passedOn(ofTheBrowser), ...more].filter(([, value]) => value !== ''));
    const answer = await fetch(backendUrl + path, { headers: asked, cache: 'no-store', signal });
    if (!answer.ok) throw new Error(`${path} was answered with ${answer.status}`);
    return shape.parse(await answer.json());
  }
  async function tasksOfUser() {
    // A longer session has to be told to the browser by a cookie, and a page sets none: the browser's own request does.
    const { token } = await ask(tokenAnswer, '/api/auth/token?disableRefresh=true', passedOn(['cookie']));
    const userId = readToken(token, Date.now()).user.id;
    const path = `/api/${encodeURIComponent(userId)}/tasks?limit=${MOST}`;
    return { userId, tasks: await ask(z.array(task), path, [['authorization', `Bearer ${token}`]]) };
  }
  try {
    const [found, model] = await Promise.all([tasksOfUser(), ask(modelAnswer, '/api/assistant')]);
    return { ...found, isOffline: model.offline, at: new Date() };
  } catch {
    return undefined;
  }
}
