import { subscribe } from 'node:diagnostics_channel';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { answerPolicy, securityHeaders } from './security-headers.ts';

interface RequestStart {
  request: IncomingMessage;
  response: ServerResponse;
  socket: Socket & { encrypted?: boolean };
}

/**
 * Looks at each HTTP request before Next does. Only here is the client's address known, and only here does an answer
 * that Next makes by itself (a redirect, an error) get the security headers too. Pages replace the policy in proxy.ts.
 */
export function watchEveryRequest() {
  subscribe('http.server.request.start', (message) => {
    const { request, response, socket } = message as RequestStart;
    Object.assign(request.headers, forwardedHeaders(request, socket));
    for (const [name, value] of Object.entries(securityHeaders)) response.setHeader(name, value);
    response.setHeader('Content-Security-Policy', answerPolicy);
  });
}

/** The forwarding headers as this server knows them. What the client sent under these names is overwritten. */
export function forwardedHeaders(
  request: Pick<IncomingMessage, 'headers'>,
  socket: { remoteAddress?: string | undefined; encrypted?: boolean },
) {
  return {
    'x-forwarded-for': socket.remoteAddress,
    'x-forwarded-host': request.headers.host,
    'x-forwarded-proto': socket.encrypted ? 'https' : 'http',
    'x-forwarded-port': undefined,
    'x-real-ip': undefined,
    forwarded: undefined,
  };
}
