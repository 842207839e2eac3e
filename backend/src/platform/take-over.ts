import type { RequestListener, Server, ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { answerMalformed } from './malformed.ts';

const LOOK_EVERY_MS = 20;

/** What a handler has at a server: `isOver` when another one has taken over, `finished` when its own requests are answered. */
export type Turn = { isOver: () => boolean; finished: () => Promise<void> };

/** Lets the handler answer what comes to the server from now on. What is under way is left to the handler before it. */
export function takeOver(server: Server, handler: RequestListener): Turn {
  const underWay = new Set<ServerResponse>();
  const answer: RequestListener = (request, response) => {
    underWay.add(response);
    response.once('close', () => underWay.delete(response));
    handler(request, response);
  };
  server.removeAllListeners('request').on('request', answer);
  server.removeAllListeners('clientError').on('clientError', answerMalformed);
  return {
    isOver: () => !server.listeners('request').includes(answer),
    async finished() {
      while (underWay.size > 0) await pause(LOOK_EVERY_MS);
    },
  };
}
