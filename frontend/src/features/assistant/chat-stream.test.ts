import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { createApiClient, Refused, Unreachable } from '../../api-client.ts';
import { askAssistant, chatEventOf } from './chat-stream.ts';
import type { ChatEvent } from './chat.ts';

type Handler = (request: IncomingMessage & { body: string }, response: ServerResponse) => void;

/** A backend that answers as it is told, and a way to ask it. */
async function serve(handler: Handler) {
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += String(chunk)));
    request.on('end', () => handler(Object.assign(request, { body }), response));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const api = createApiClient(`http://127.0.0.1:${port}`, async ({ renew }) => (renew ? 'fresh' : 'old'));
  const stop = new AbortController();
  const ask = (silenceLimit?: number) =>
    askAssistant(api, 'ada', { message: 'Hi 🥛', conversationId: 'talk' }, stop.signal, silenceLimit);
  return { ask, stop };
}

const start = 'event: start\ndata: {"conversation_id":"talk","message_id":"m","model":"offline"}\n\n';
const delta = (text: string) => `event: delta\ndata: ${JSON.stringify({ text })}\n\n`;
const done = 'event: done\ndata: {"response":"Hello"}\n\n';
const begin = (response: ServerResponse) => response.writeHead(200, { 'content-type': 'text/event-stream' });

async function readAll(events: AsyncGenerator<ChatEvent>, seen: ChatEvent[] = []): Promise<ChatEvent[]> {
  for await (const event of events) seen.push(event);
  return seen;
}

test('an answer is read event by event, and the question is sent as it should be', async () => {
  let asked: (IncomingMessage & { body: string }) | undefined;
  const { ask } = await serve((request, response) => {
    asked = request;
    begin(response).write(
      `${start}: still here\n\n${delta('Hel')}event: news\ndata: {}\n\n${delta('lo').slice(0, 20)}`,
    );
    setTimeout(() => response.end(delta('lo').slice(20) + done), 20);
  });
  expect(await readAll(ask())).toEqual([
    { kind: 'start', conversation_id: 'talk', message_id: 'm', model: 'offline' },
    { kind: 'delta', text: 'Hel' },
    { kind: 'delta', text: 'lo' },
    { kind: 'done', turn: { response: 'Hello' } },
  ]);
  expect(asked).toMatchObject({ method: 'POST', url: '/api/ada/chat' });
  expect(asked?.headers).toMatchObject({ accept: 'text/event-stream', authorization: 'Bearer old' });
  expect(JSON.parse(asked?.body ?? '')).toEqual({ message: 'Hi 🥛', conversation_id: 'talk' });
});

test('a token that is refused is renewed once', async () => {
  const tokens: (string | undefined)[] = [];
  const { ask } = await serve(({ headers }, response) => {
    tokens.push(headers.authorization);
    if (headers.authorization === 'Bearer fresh') begin(response).end(start + done);
    else response.writeHead(401).end();
  });
  expect(await readAll(ask())).toHaveLength(2);
  expect(tokens).toEqual(['Bearer old', 'Bearer fresh']);
});

test('a refusal before the answer begins says why', async () => {
  const { ask } = await serve((_, response) => {
    response.writeHead(429, { 'content-type': 'application/problem+json', 'retry-after': '3' });
    response.end('{"title":"Too many","status":429}');
  });
  const refusal = await readAll(ask()).catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(Refused);
  expect(refusal).toMatchObject({ status: 429, retryAfter: 3 });
});

test.each([
  ['ends too soon', (response: ServerResponse) => response.end()],
  ['is cut off', (response: ServerResponse) => response.destroy()],
])('an answer that %s is a lost connection, and what came before was read', async (_, end) => {
  const { ask } = await serve((_request, response) => {
    begin(response).write(start + delta('Hel'));
    setTimeout(() => end(response), 20);
  });
  const seen: ChatEvent[] = [];
  await expect(readAll(ask(), seen)).rejects.toBeInstanceOf(Unreachable);
  expect(seen.map(({ kind }) => kind)).toEqual(['start', 'delta']);
});

test('a connection that falls silent is given up; one that sends comments is not', async () => {
  const { ask } = await serve((_, response) => {
    begin(response).write(start);
    let beats = 0;
    const timer = setInterval(() => {
      if (++beats < 5) response.write(': still here\n\n');
      else clearInterval(timer);
    }, 60);
    response.on('close', () => clearInterval(timer));
  });
  const began = performance.now();
  await expect(readAll(ask(150))).rejects.toBeInstanceOf(Unreachable);
  expect(performance.now() - began).toBeGreaterThan(300);
});

test('who stops leaves the connection, and it is no failure of it', async () => {
  let closed: Promise<unknown> | undefined;
  const { ask, stop } = await serve((_, response) => {
    closed = once(response, 'close');
    begin(response).write(start + delta('Hel'));
  });
  const reading = (async () => {
    for await (const event of ask()) if (event.kind === 'delta') stop.abort();
  })();
  await expect(reading).rejects.toMatchObject({ name: 'AbortError' });
  await closed;
});

test('a server that is not there is a lost connection', async () => {
  const api = createApiClient('http://127.0.0.1:1', async () => 'token');
  const asking = askAssistant(api, 'ada', { message: 'Hi', conversationId: undefined }, new AbortController().signal);
  await expect(readAll(asking)).rejects.toBeInstanceOf(Unreachable);
});

test('events of other names are passed over', () => {
  expect(chatEventOf({ name: 'message', data: 'x' })).toBeUndefined();
});
