import { createServer } from 'node:http';
import type { RequestListener, Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server that can go and come back at the same address. */
export interface Listener {
  url(): string;
  isUp(): boolean;
  start(): Promise<void>;
  /** Finishes what is in flight first. */
  stop(): Promise<void>;
  /** Cuts everything off. */
  kill(): Promise<void>;
}

export function createListener(serve: RequestListener): Listener {
  let server: Server | undefined;
  let port = 0;
  const close = (isNow: boolean) => {
    const closing = server;
    server = undefined;
    if (isNow) closing?.closeAllConnections();
    return new Promise<void>((resolve) => (closing ? void closing.close(() => resolve()) : resolve()));
  };
  return {
    url: () => `http://127.0.0.1:${port}`,
    isUp: () => server !== undefined,
    start: () =>
      new Promise((resolve) => {
        const opened = createServer(serve).listen(port, '127.0.0.1', () => {
          ({ port } = opened.address() as AddressInfo);
          server = opened;
          resolve();
        });
      }),
    stop: () => close(false),
    kill: () => close(true),
  };
}
