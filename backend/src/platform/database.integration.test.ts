import { createServer, type AddressInfo, type Server } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { databaseFailure } from './database-failure.ts';
import { createDatabase } from './database.ts';

let server: Server | undefined;
afterEach(() => server?.close());

/** One message of PostgreSQL's protocol: a letter, a length, the content. */
function message(letter: string, content: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeInt32BE(content.length + 4);
  return Buffer.concat([Buffer.from(letter), length, content]);
}

describe('RUN-3: a connection that is lost at the worst moment', () => {
  test('is a failed call and not the end of the process', async () => {
    // A server that takes a connection and announces its end in the same packet: with a real one that is a matter of luck.
    const welcome = message('R', Buffer.from([0, 0, 0, 0]));
    const ready = message('Z', Buffer.from('I'));
    const end = message('E', Buffer.from('SFATAL\0VFATAL\0C57P01\0Mterminating connection\0\0'));
    server = createServer((socket) => {
      socket.on('error', () => {});
      socket.once('data', () => socket.end(Buffer.concat([welcome, ready, end])));
    });
    await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;

    const database = createDatabase(`postgresql://test:test@127.0.0.1:${port}/app`);
    const failure = await database
      .$transaction(async (transaction) => transaction.task.count())
      .catch((error: unknown) => error);
    expect(databaseFailure(failure)).toBe('away');
    await database.$disconnect();
  });
});
