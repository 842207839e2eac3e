import type { Namespace } from './namespace.ts';

const ANSWER_WITHIN_MS = 10_000;

/** What was acknowledged to those who sent it. */
export interface Acknowledged {
  /** Ids in the vote stream. */
  votes: string[];
  /** Titles. */
  tasks: string[];
}

/** One kind of what people ask. */
export interface Kind {
  name: string;
  ask: (number: number) => Promise<{ status: number; text: string }>;
  /** Remembers what the answer acknowledges. */
  note?: (text: string) => void;
}

/**
 * What people ask of a copy, one after the other: half are pages and reads, a third votes, the rest new tasks. Requests go over the
 * connections that are open, as a browser's do.
 */
export function kindsOf(
  { frontend, backend }: Pick<Namespace, 'frontend' | 'backend'>,
  token: string,
  acknowledged: Acknowledged,
): Kind[] {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  async function send(method: string, url: string, body?: object) {
    const signal = AbortSignal.timeout(ANSWER_WITHIN_MS);
    const answer = await fetch(url, { method, headers, signal, ...(body && { body: JSON.stringify(body) }) });
    return { status: answer.status, text: await answer.text() };
  }
  const run = Date.now().toString(36);
  const vote: Kind = {
    name: 'vote',
    ask: (number) => send('POST', `${backend}/api/vote`, { option: number % 2 === 0 ? 'cats' : 'dogs' }),
    note: (text) => acknowledged.votes.push((JSON.parse(text) as { stream_id: string }).stream_id),
  };
  return [
    { name: 'page', ask: () => send('GET', `${frontend}/votes`) },
    vote,
    { name: 'health of the frontend', ask: () => send('GET', `${frontend}/api/health`) },
    { name: 'results', ask: () => send('GET', `${backend}/api/results`) },
    vote,
    {
      name: 'task',
      ask: (number) => send('POST', `${backend}/api/demo/tasks`, { title: `Outlive ${run} ${number}` }),
      note: (text) => acknowledged.tasks.push((JSON.parse(text) as { title: string }).title),
    },
  ];
}
