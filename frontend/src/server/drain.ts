import { subscribe } from 'node:diagnostics_channel';
import type { Server, ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';

interface RequestStart {
  response: ServerResponse;
  server: Server;
}

const LOOK_EVERY_MS = 20;
/** Next keeps its server to itself; each request tells of it. */
let server: Server | undefined;
let isDraining = false;

/** To be called before the first request. */
export function watchServer() {
  subscribe('http.server.request.start', (message) => {
    const start = message as RequestStart;
    server = start.server;
    if (isDraining) start.response.shouldKeepAlive = false;
  });
}

/**
 * Answers what still comes on open connections, on each for the last time, until none is left or the time is over.
 * Closed at once, a connection that is kept alive takes a request with it that is just on its way.
 */
export async function drain(limitMs: number): Promise<void> {
  isDraining = true;
  const late = performance.now() + limitMs;
  while (performance.now() < late && (await connections()) > 0) await pause(LOOK_EVERY_MS);
}

function connections(): Promise<number> {
  return new Promise((resolve) => {
    if (server) server.getConnections((error, count) => resolve(error ? 0 : count));
    else resolve(0);
  });
}
