import { createServer as createHttpServer } from 'node:http';
import type { AddressInfo, Server, Socket } from 'node:net';
import { createServer } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import type { Request } from './exchange.ts';
import { exchange, NOTHING_LISTENS } from './exchange.ts';

const never = new AbortController().signal;
const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

async function listen(server: Server): Promise<string> {
  servers.push(server);
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const get = (url: string): Request => ({ method: 'GET', url, headers: {}, body: undefined, isChunked: false });
const speaking = (speak: (socket: Socket) => void) =>
  createServer((socket) => {
    socket.on('error', () => undefined);
    speak(socket);
  });

test('what is sent is what the request says, and nothing else', async () => {
  const server = createHttpServer((request, response) => {
    const { method, headers } = request;
    request
      .resume()
      .once('end', () => response.setHeader('set-cookie', ['a=1', 'b=2']).end(JSON.stringify({ method, headers })));
  });
  const url = await listen(server);
  const { host } = new URL(url);
  const plain = await exchange({ ...get(url), method: 'POST', headers: { origin: 'null' }, body: 'é' }, never);
  expect(JSON.parse(plain.answer?.body ?? '')).toEqual({
    method: 'POST',
    headers: { host, connection: 'close', origin: 'null', 'content-length': '2' },
  });
  expect(plain.answer?.headers['set-cookie']).toEqual(['a=1', 'b=2']);
  const chunked = await exchange({ ...get(url), method: 'POST', body: 'é', isChunked: true }, never);
  expect(JSON.parse(chunked.answer?.body ?? '').headers).toEqual({
    host,
    connection: 'close',
    'transfer-encoding': 'chunked',
  });
});

test('an answer counts that comes before the whole body was sent', async () => {
  const url = await listen(
    speaking((socket) =>
      socket.once('data', () =>
        socket.end('HTTP/1.1 413 Too Long\r\nContent-Length: 2\r\nConnection: close\r\n\r\nno'),
      ),
    ),
  );
  const { answer } = await exchange({ ...get(url), method: 'POST', body: 'x'.repeat(20_000_000) }, never);
  expect(answer).toMatchObject({ status: 413, body: 'no' });
});

test.each<[string, (socket: Socket) => void]>([
  ['the connection was closed without an answer', (socket) => socket.once('data', () => socket.destroy())],
  ['the answer is not HTTP (HPE_INVALID_CONSTANT)', (socket) => socket.end('SSH-2.0-OpenSSH_9.2\r\n')],
  ['no answer within 0.3 s', () => undefined],
  ['no answer within 0.3 s', (socket) => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf')],
])('%s', async (failure, speak) => {
  const url = await listen(speaking(speak));
  expect(await exchange(get(url), never, 300)).toMatchObject({ answer: undefined, failure });
});

test('a port where nobody listens is told from all else', async () => {
  const server = createServer();
  const url = await listen(server);
  server.close();
  expect(await exchange(get(url), never)).toMatchObject({ answer: undefined, failure: NOTHING_LISTENS });
});

test('a run that was stopped sends nothing more', async () => {
  const stop = new AbortController();
  const url = await listen(speaking(() => stop.abort(new Error('Ctrl-C'))));
  await expect(exchange(get(url), stop.signal)).rejects.toThrow('Ctrl-C');
  await expect(exchange(get(url), stop.signal)).rejects.toThrow('Ctrl-C');
});
