import { z } from 'zod';
import type { Account } from './accounts.ts';
import { chatTurn, conversationWithMessages, say } from './assistant.ts';
import type { CheckContext, Finding } from './check.ts';
import { read } from './expectations.ts';
import type { Exchange } from './exchange.ts';
import { NOTHING_LISTENS } from './exchange.ts';
import { askUntil, hasStatus } from './until.ts';

const VOTERS = 4;
const EVERY_MS = { vote: 10, task: 50, turn: 150 };
const AWAY_EVERY_MS = 100;
const UNDER_LOAD_MS = 300;
const ACKNOWLEDGED_WITHIN_MS = 10_000;
const PAGES_AT_MOST = 50;
const LOOK_EVERY_MS = 300;
const READ_WITHIN_MS = 10_000;

const receipt = z.object({ stream_id: z.string() });
const task = z.object({ title: z.string() });

/** One thing that was sent, by a name that nothing else has. */
interface Sent {
  key: string;
  exchange: Exchange;
}

/** What a client has sent while something was done. */
export interface Work {
  votes: Sent[];
  tasks: Sent[];
  turns: Sent[];
  /** How long that took. */
  ms: number;
}

/** What of it is there afterwards, by the same names; a name is there as often as the thing is. */
export interface Found {
  votes: Set<string>;
  tasks: string[];
  /** The conversation of each, as it was read afterwards. */
  turns: Map<string, Exchange>;
}

export const isAcknowledged = ({ exchange: { answer } }: Sent) => answer !== undefined && answer.status < 300;

/** It may have been taken: the answer was cut off, or the failure came after it was written. */
export const isUncertain = ({ exchange: { answer, failure } }: Sent) =>
  answer ? answer.status >= 500 : failure !== NOTHING_LISTENS;

/** Votes, adds tasks and talks on and on until something has been done and a little longer. */
export async function workWhile(context: CheckContext, own: Account, act: () => Promise<void>): Promise<Work> {
  const { backend, now, pause } = context;
  const work: Work = { votes: [], tasks: [], turns: [], ms: 0 };
  const run = Math.round(now()).toString(36);
  const over = new AbortController();
  const again = async (list: Sent[], everyMs: number, send: (key: string) => Promise<Exchange>) => {
    for (let number = 1; !over.signal.aborted; number++) {
      const key = `${run} ${number}`;
      const exchange = await send(key);
      list.push({ key: read(receipt, exchange)?.stream_id ?? key, exchange });
      await pause(exchange.answer ? everyMs : AWAY_EVERY_MS);
    }
  };
  const vote = () => backend('POST', '/api/vote', { json: { option: work.votes.length % 2 === 0 ? 'cats' : 'dogs' } });
  const add = (key: string) =>
    backend('POST', `/api/${own.id}/tasks`, { bearer: own.token, json: { title: `Outlive ${key}` } });
  const working = Promise.all([
    ...Array.from({ length: VOTERS }, () => again(work.votes, EVERY_MS.vote, vote)),
    again(work.tasks, EVERY_MS.task, add),
    // A conversation for each: one that was cut off is taken up again only after a while.
    again(work.turns, EVERY_MS.turn, (key) => say(context, own, { message: `Hello ${key}` })),
  ]);
  await pause(UNDER_LOAD_MS);
  // On a busy machine nothing has been answered yet, and nothing could be lost.
  const lists = [work.votes, work.tasks, work.turns];
  const until = now() + ACKNOWLEDGED_WITHIN_MS;
  while (!lists.every((list) => list.some(isAcknowledged)) && now() < until) await pause(LOOK_EVERY_MS);
  const began = now();
  await act().finally(() => over.abort());
  work.ms = now() - began;
  await working;
  return work;
}

/** By their ids: of the votes whose answers were cut off some count too. */
export async function untilAllCounted(
  { now, pause }: Pick<CheckContext, 'now' | 'pause'>,
  { countedOf, ids, limitMs }: { countedOf: (ids: string[]) => Promise<Set<string>>; ids: string[]; limitMs: number },
): Promise<void> {
  const until = now() + limitMs;
  while ((await countedOf(ids)).size < ids.length && now() < until) await pause(LOOK_EVERY_MS);
}

/** Looks for all that was acknowledged. */
export async function findAgain(
  context: CheckContext,
  own: Account,
  { works, countedOf }: { works: Work[]; countedOf: (streamIds: string[]) => Promise<Set<string>> },
): Promise<Found> {
  const get = (path: string) =>
    askUntil(context, () => context.backend('GET', path, { bearer: own.token }), hasStatus(200), READ_WITHIN_MS);
  const titles: string[] = [];
  let path: string | undefined = `/api/${own.id}/tasks?limit=100`;
  for (let page = 0; path !== undefined && page < PAGES_AT_MOST; page++) {
    const exchange = await get(path);
    titles.push(...(read(z.array(task), exchange) ?? []).map(({ title }) => title.replace('Outlive ', '')));
    path = nextOf(exchange);
  }
  const turns = new Map<string, Exchange>();
  for (const { key, exchange } of works.flatMap((work) => work.turns.filter(isAcknowledged))) {
    const id = read(chatTurn, exchange)?.conversation_id;
    turns.set(key, id === undefined ? exchange : await get(`/api/${own.id}/conversations/${id}`));
  }
  const votes = await countedOf(works.flatMap((work) => work.votes.filter(isAcknowledged).map(({ key }) => key)));
  return { votes, tasks: titles, turns };
}

/** The path in `Link: <…>; rel="next"`. */
function nextOf({ answer, request }: Exchange): string | undefined {
  const link = /<([^>]+)>\s*;\s*rel="?next/.exec(String(answer?.headers['link'] ?? ''))?.[1];
  if (link === undefined) return undefined;
  const { pathname, search } = new URL(link, request.url);
  return pathname + search;
}

const sums = (list: Sent[], isFound: (sent: Sent) => boolean) => {
  const acknowledged = list.filter(isAcknowledged);
  const lost = acknowledged.filter((sent) => !isFound(sent));
  return { sent: list.length, acknowledged: acknowledged.length, found: acknowledged.length - lost.length, lost };
};

/** Question and answer, and nothing else, as they were told. */
function isKept({ key, exchange }: Sent, kept: Exchange | undefined): boolean {
  const said = kept && read(conversationWithMessages, kept)?.messages.map(({ content }) => content);
  return said?.join('\n') === `Hello ${key}\n${read(chatTurn, exchange)?.response}`;
}

/** How much was sent, acknowledged and found. */
export function sumsOf(work: Work, found: Found) {
  return {
    votes: sums(work.votes, ({ key }) => found.votes.has(key)),
    tasks: sums(work.tasks, ({ key }) => found.tasks.includes(key)),
    turns: sums(work.turns, (sent) => isKept(sent, found.turns.get(sent.key))),
  };
}

/**
 * What was acknowledged while something was done to a part must be there, once.
 * @param deed "Killing" the part, or what else
 */
export function judgeWork(part: string, work: Work, found: Found, deed = 'Killing'): Finding[] {
  const { votes, tasks, turns } = sumsOf(work, found);
  const twice = found.tasks.filter((title, index) => found.tasks.indexOf(title) !== index).length;
  const rules = { vote: votes, task: tasks, 'chat message': turns };
  return [
    ...Object.entries(rules).flatMap(
      ([
        name,
        {
          acknowledged,
          found: there,
          lost: [first],
        },
      ]) =>
        first === undefined
          ? []
          : [
              {
                what: `${deed} the ${part} loses no acknowledged ${name}.`,
                expected: `${acknowledged} found, as many as were acknowledged`,
                came: `${there}`,
                exchange: found.turns.get(first.key) ?? first.exchange,
              },
            ],
    ),
    ...(twice === 0 ? [] : [{ what: 'No task is added twice.', expected: 'each once', came: `${twice} twice` }]),
  ];
}

/** One line about one part. */
export function wordsOf(part: string, work: Work, found: Found): string {
  const { votes, tasks, turns } = sumsOf(work, found);
  const all = Object.entries({ votes, tasks, chats: turns }).map(
    ([name, { sent, acknowledged, found: there }]) => `${name} ${sent}/${acknowledged}/${there}`,
  );
  return `${part} back after ${(work.ms / 1000).toFixed(1)} s: ${all.join(', ')}`;
}
