import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface StandInBackend {
  url: string;
  /** The requests so far, as they arrived. */
  requests: IncomingMessage[];
  /** How many requests were cut before their answer was complete. */
  cut: () => number;
  close: () => void;
}

/**
 * An HTTP server in the backend's place, for what a good backend never does: silence, endless answers, odd headers.
 * @param answer answers each request; without one, everything is echoed as JSON
 */
export async function standInBackend(
  answer: (request: IncomingMessage, response: ServerResponse) => unknown = echo,
): Promise<StandInBackend> {
  const requests: IncomingMessage[] = [];
  let cut = 0;
  const server = createServer((request, response) => {
    requests.push(request);
    response.on('close', () => {
      if (!response.writableFinished) cut += 1;
    });
    // A request that is cut while it is read has nobody left to answer.
    void Promise.resolve(answer(request, response)).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    cut: () => cut,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

async function echo(request: IncomingMessage, response: ServerResponse) {
  let body = '';
  for await (const chunk of request.setEncoding('utf8')) body += String(chunk);
  const { method, url, headers } = request;
  response.setHeader('content-type', 'application/json').end(JSON.stringify({ method, url, headers, body }));
}
