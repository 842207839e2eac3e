import type { Server } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';

const LOOK_EVERY_MS = 20;

/**
 * Answers what still comes on open connections, on each for the last time, until none is left or the time is over.
 * Closed at once, a connection that is kept alive takes a request with it that is just on its way.
 */
export async function drain(server: Server, limitMs: number): Promise<void> {
  const late = performance.now() + limitMs;
  server.prependListener('request', (_request, response) => {
    response.shouldKeepAlive = false;
  });
  while (performance.now() < late && (await connections(server)) > 0) await pause(LOOK_EVERY_MS);
}

function connections(server: Server): Promise<number> {
  return new Promise((resolve, reject) =>
    server.getConnections((error, count) => (error ? reject(error) : resolve(count))),
  );
}
