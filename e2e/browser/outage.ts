import { once } from 'node:events';
import { createServer, connect, type AddressInfo, type Server, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import type { Page } from 'playwright-core';
import type { Account } from './account.ts';
import { launchBrowser } from './browser.ts';
import type { World } from './world.ts';

/** The way from one browser to the backend, which the test can cut. */
export interface Line {
  /** The backend is gone: what is open breaks, what is new is refused. */
  cut: () => Promise<void>;
  /** It is back. */
  mend: () => Promise<void>;
  /** Lets nothing through from the first answer on that has these words in it, until the line is cut. */
  holdAfter: (words: string) => Promise<void>;
}

/** After an outage of any length a page tries at least every ten seconds. */
export const BACK_WITHIN_MS = 15_000;

/** A signed-in page of a browser that reaches the backend through a line of its own. */
export async function openOverLine(world: World, account: Account): Promise<{ page: Page; line: Line }> {
  const { line, port } = await startLine(Number(new URL(world.app.backend).port));
  const { host } = new URL(world.app.backend);
  const browser = await launchBrowser(`--host-resolver-rules=MAP ${host} 127.0.0.1:${port}`);
  onTestFinished(() => browser.close());
  return { page: await world.openWith(browser, '/', { account }), line };
}

async function startLine(backendPort: number): Promise<{ line: Line; port: number }> {
  const open = new Set<Socket>();
  let held: { words: string; begun: () => void } | undefined;
  let isHolding = false;

  function relay(fromBrowser: Socket) {
    const toBackend = connect(backendPort, 'localhost');
    for (const socket of [fromBrowser, toBackend]) {
      open.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => {
        open.delete(socket);
        fromBrowser.destroy();
        toBackend.destroy();
      });
    }
    fromBrowser.pipe(toBackend);
    toBackend.on('data', (bytes: Buffer) => {
      if (isHolding) return;
      fromBrowser.write(bytes);
      if (!held || !bytes.includes(held.words)) return;
      isHolding = true;
      held.begun();
    });
  }

  let server = await listen(0, relay);
  const { port } = server.address() as AddressInfo;
  const cut = async () => {
    isHolding = false;
    held = undefined;
    server.close();
    for (const socket of open) socket.destroy();
    await once(server, 'close');
  };
  onTestFinished(() => (server.listening ? cut() : undefined));
  return {
    port,
    line: {
      cut,
      async mend() {
        server = await listen(port, relay);
      },
      holdAfter: (words) => new Promise<void>((begun) => (held = { words, begun })),
    },
  };
}

async function listen(port: number, onConnection: (socket: Socket) => void): Promise<Server> {
  const server = createServer(onConnection).listen(port, '127.0.0.1');
  await once(server, 'listening');
  return server;
}
