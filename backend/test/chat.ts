import { request, type ClientRequest } from 'node:http';
import type { TestUser } from './app.ts';
import type { StreamEvent } from './event-stream.ts';
import type { Answer, Send } from './http.ts';

export type Said = { message: string; conversation_id?: string };

/** Says something and waits for the whole answer. */
export const chat = (
  send: Send,
  user: Pick<TestUser, 'id' | 'token'>,
  message: string,
  conversation?: string,
): Promise<Answer> =>
  send('POST', `/api/${user.id}/chat`, {
    token: user.token,
    json: { message, ...(conversation === undefined ? {} : { conversation_id: conversation }) },
  });

export interface ChatStream {
  status: number;
  events: StreamEvent[];
  /** Settles with the last event, or rejects when the answer was cut. */
  done: Promise<StreamEvent>;
  /** The first event of that name. */
  seen(event: string): Promise<StreamEvent>;
  /** Goes away, as a closed page does. */
  leave(): void;
}

/** Says something and reads the answer as it comes. */
export function chatStream(
  url: string,
  { id, token }: Pick<TestUser, 'id' | 'token'>,
  said: Said,
): Promise<ChatStream> {
  return new Promise((resolve, reject) => {
    const headers = {
      authorization: `Bearer ${token}`,
      accept: 'text/event-stream',
      'content-type': 'application/json',
    };
    const call: ClientRequest = request(
      `${url}/api/${id}/chat`,
      { method: 'POST', headers, agent: false },
      (response) => {
        const events: StreamEvent[] = [];
        const waiting: { name: string; found: (event: StreamEvent) => void }[] = [];
        let text = '';
        const done = new Promise<StreamEvent>((ended, cut) => {
          response.setEncoding('utf8').on('data', (chunk: string) => {
            const blocks = (text + chunk).split('\n\n');
            text = blocks.pop() ?? '';
            for (const block of blocks.filter((each) => each.startsWith('event: '))) {
              const [name = '', data = ''] = block.split('\n');
              const event = { event: name.slice('event: '.length), data: JSON.parse(data.slice('data: '.length)) };
              events.push(event);
              for (const each of waiting) if (each.name === event.event) each.found(event);
            }
          });
          response.once('end', () => ended(events.at(-1)!));
          response.once('error', cut);
        });
        done.catch(() => {});
        const seen = (name: string) =>
          new Promise<StreamEvent>((found) => {
            const there = events.find(({ event }) => event === name);
            if (there) found(there);
            else waiting.push({ name, found });
          });
        resolve({ status: response.statusCode ?? 0, events, done, seen, leave: () => call.destroy() });
      },
    );
    call.once('error', reject);
    call.end(JSON.stringify(said));
  });
}
