import { setTimeout as pause } from 'node:timers/promises';
import type { Namespace } from './namespace.ts';

export interface Answer {
  status: number;
  text: string;
}

/** A request that has failed, by what was asked and what came instead of an answer. */
export type Failure = string;

/** What clients have done, and what was acknowledged to them. */
export interface Done {
  sent: number;
  failures: Failure[];
  votes: string[];
  tasks: string[];
  /** How long there was no answer to be had, at most. */
  longestGapMs: number;
}

const SECOND_MS = 1_000;
const ANSWER_WITHIN_MS = 10_000;

/**
 * People at work, `rate` requests a second, whether or not the earlier ones are answered: half read pages and the API, a third
 * votes, the rest adds tasks. Each kind of request goes on over the connections that are open, as a browser does it.
 */
export async function work<Result>(
  { frontend, backend }: Pick<Namespace, 'frontend' | 'backend'>,
  token: string,
  { rate, act }: { rate: number; act: () => Promise<Result> },
): Promise<Done & { result: Result }> {
  const done: Done = { sent: 0, failures: [], votes: [], tasks: [], longestGapMs: 0 };
  const authorization = `Bearer ${token}`;
  const send = async (method: string, url: string, body?: object): Promise<Answer> => {
    const answer = await fetch(url, {
      method,
      headers: { authorization, 'content-type': 'application/json' },
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
      ...(body && { body: JSON.stringify(body) }),
    });
    return { status: answer.status, text: await answer.text() };
  };
  const run = Date.now().toString(36);
  const kinds = [
    { name: 'page', ask: () => send('GET', `${frontend}/votes`) },
    {
      name: 'vote',
      ask: () => send('POST', `${backend}/api/vote`, { option: done.sent % 2 === 0 ? 'cats' : 'dogs' }),
      note: (text: string) => done.votes.push((JSON.parse(text) as { stream_id: string }).stream_id),
    },
    { name: 'page', ask: () => send('GET', `${frontend}/api/health`) },
    { name: 'results', ask: () => send('GET', `${backend}/api/results`) },
    {
      name: 'vote',
      ask: () => send('POST', `${backend}/api/vote`, { option: done.sent % 2 === 0 ? 'cats' : 'dogs' }),
      note: (text: string) => done.votes.push((JSON.parse(text) as { stream_id: string }).stream_id),
    },
    {
      name: 'task',
      ask: () => send('POST', `${backend}/api/demo/tasks`, { title: `Outlive ${run} ${done.sent}` }),
      note: (text: string) => done.tasks.push((JSON.parse(text) as { title: string }).title),
    },
  ];

  let lastAnswer = performance.now();
  const started = performance.now();
  async function one({ name, ask, note }: (typeof kinds)[number]) {
    const began = performance.now();
    const when = `${name} after ${((began - started) / SECOND_MS).toFixed(1)} s`;
    try {
      const { status, text } = await ask();
      if (status >= 400) return done.failures.push(`${when}: ${status} ${text.slice(0, 200)}`);
      note?.(text);
      done.longestGapMs = Math.max(done.longestGapMs, performance.now() - Math.max(lastAnswer, began));
      lastAnswer = performance.now();
    } catch (error) {
      const { message, cause } = error as Error;
      done.failures.push(`${when}: ${message}, ${(cause as Error | undefined)?.message ?? 'no cause'}`);
    }
    return undefined;
  }

  const over = new AbortController();
  const underWay = new Set<Promise<unknown>>();
  const working = (async () => {
    const began = performance.now();
    while (!over.signal.aborted) {
      const due = Math.floor(((performance.now() - began) / SECOND_MS) * rate);
      for (; done.sent < due; done.sent += 1) {
        const kind = kinds[done.sent % kinds.length];
        if (!kind) continue;
        const request = one(kind);
        underWay.add(request);
        void request.then(() => underWay.delete(request));
      }
      await pause(SECOND_MS / rate);
    }
  })();
  // A little before and a little after, too.
  await pause(SECOND_MS);
  try {
    const result = await act();
    await pause(SECOND_MS);
    return Object.assign(done, { result });
  } finally {
    over.abort();
    await working;
    await Promise.all(underWay);
  }
}
