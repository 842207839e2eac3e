import type { Send, SendOptions } from './check.ts';
import type { Exchange, Request } from './exchange.ts';
import { exchange } from './exchange.ts';

interface Recorder {
  /** Called before a request goes out. */
  started(request: Request): void;
  finished(exchange: Exchange): void;
}

/**
 * Sends to one part of the app.
 * @param origin is sent with everything that changes something, as browsers do; default: none is sent
 */
export function createSend(baseUrl: string, signal: AbortSignal, recorder?: Recorder, origin?: string): Send {
  return async (method, path, options = {}) => {
    const request = toRequest(
      method,
      `${baseUrl}${path}`,
      options,
      method === 'GET' || method === 'HEAD' ? undefined : origin,
    );
    recorder?.started(request);
    const done = await exchange(request, signal);
    recorder?.finished(done);
    return done;
  };
}

function toRequest(method: string, url: string, options: SendOptions, origin: string | undefined): Request {
  const { bearer, cookie, json, hold, isChunked = false } = options;
  const body = json === undefined ? options.body : JSON.stringify(json);
  const headers: Record<string, string> = {
    ...(origin === undefined ? {} : { origin }),
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }),
    ...(cookie === undefined ? {} : { cookie }),
    ...options.headers,
  };
  // An empty value takes a header away that would otherwise be sent.
  const sent = Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== ''));
  return { method, url, headers: sent, body, isChunked, ...(hold && { hold }) };
}
