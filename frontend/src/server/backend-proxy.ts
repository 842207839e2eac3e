import { randomUUID } from 'node:crypto';
import { log } from './log.ts';
import { problem } from './problem.ts';

const BODY_LIMIT_BYTES = 1_048_576;
const TIME_LIMIT_MS = 30_000;
const DROP_LIMIT_MS = 1000;

/** Headers that concern one connection only (RFC 9110, 7.6.1), and those that fetch makes by itself. */
const ofTheConnection = [
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'expect',
  'host',
];

class BodyTooLarge extends Error {}

export interface ProxyTarget {
  /** Origin of the backend, such as http://backend:8000. */
  backendUrl: string;
  /** Aborted when this server stops: answers that never end are then cut. */
  stopping: AbortSignal;
  /** How long the backend may take until its answer begins. */
  timeLimitMs?: number;
}

/**
 * Passes a request below /api on to the backend and its answer back, both as streams. The forwarding headers must
 * already be this server's own (every-request.ts). Answers 413, 502 and 504 itself, as problems.
 */
export async function forwardToBackend(request: Request, target: ProxyTarget): Promise<Response> {
  const requestId = knownRequestId(request.headers) ?? randomUUID();
  const url = backendAddress(request.url, target.backendUrl);
  if (!url) return problem(404, 'There is nothing at this address.', { requestId });

  const declared = Number(request.headers.get('content-length') ?? 0);
  if (declared > BODY_LIMIT_BYTES) return tooLarge(request, requestId);
  const upload = hasBody(request) ? limited(request.body, BODY_LIMIT_BYTES) : undefined;

  const timeLimit = new AbortController();
  const timer = setTimeout(() => timeLimit.abort(), target.timeLimitMs ?? TIME_LIMIT_MS);
  try {
    const answer = await fetch(url, {
      method: request.method,
      headers: requestHeaders(request.headers, url.pathname, requestId),
      redirect: 'manual',
      signal: AbortSignal.any([request.signal, target.stopping, timeLimit.signal]),
      ...(upload ? { body: upload, duplex: 'half' } : {}),
    });
    return new Response(answer.body, {
      status: answer.status,
      statusText: answer.statusText,
      headers: responseHeaders(answer.headers, requestId),
    });
  } catch (error) {
    if (causes(error).some((cause) => cause instanceof BodyTooLarge)) return tooLarge(request, requestId);
    const line = { request_id: requestId, method: request.method, path: url.pathname };
    if (timeLimit.signal.aborted) {
      log('error', 'backend_timed_out', line);
      return problem(504, 'The server took too long to answer. Try again in a moment.', { requestId });
    }
    const isOver = request.signal.aborted || target.stopping.aborted;
    if (!isOver) log('error', 'backend_unreachable', { ...line, cause: causes(error).map(describe).join(': ') });
    return problem(502, 'The server cannot be reached. Try again in a moment.', { requestId });
  } finally {
    clearTimeout(timer);
  }
}

/** Where a request goes: the same path and query at the backend, or undefined for what is not below /api. */
export function backendAddress(requestUrl: string, backendUrl: string): URL | undefined {
  const { pathname, search } = new URL(requestUrl);
  // A slash in disguise could be read as a slash further on, and lead out of /api.
  if (!pathname.startsWith('/api/') || /%2f|%5c|\\/i.test(pathname)) return undefined;
  return new URL(pathname + search, backendUrl);
}

/** The headers to send on. Only sign-in needs the session cookie; the rest of the API goes by the bearer token. */
export function requestHeaders(incoming: Headers, path: string, requestId: string): Headers {
  const headers = withoutConnection(incoming);
  headers.delete('content-length');
  if (!path.startsWith('/api/auth/')) headers.delete('cookie');
  // fetch would unpack a compressed answer on the way; packing it for the browser is the frontend's own job.
  headers.set('accept-encoding', 'identity');
  headers.set('x-request-id', requestId);
  return headers;
}

/** The headers to send back. fetch has unpacked the body if it was packed after all. */
export function responseHeaders(incoming: Headers, requestId: string): Headers {
  const headers = withoutConnection(incoming);
  if (headers.has('content-encoding')) {
    headers.delete('content-encoding');
    headers.delete('content-length');
  }
  if (!headers.has('x-request-id')) headers.set('x-request-id', requestId);
  return headers;
}

function withoutConnection(incoming: Headers): Headers {
  const headers = new Headers(incoming);
  const named = (incoming.get('connection') ?? '').split(',').map((name) => name.trim());
  for (const name of [...ofTheConnection, ...named.filter(isToken)]) headers.delete(name);
  return headers;
}

function isToken(name: string): boolean {
  return /^[\w!#$%&'*+.^`|~-]+$/.test(name);
}

/** A request id from outside is kept if it looks like one, so that a request can be followed through all logs. */
function knownRequestId(headers: Headers): string | undefined {
  const id = headers.get('x-request-id') ?? '';
  return /^[\w-]{1,64}$/.test(id) ? id : undefined;
}

function hasBody(request: Request): request is Request & { body: ReadableStream<Uint8Array> } {
  if (request.method === 'GET' || request.method === 'HEAD' || !request.body) return false;
  return request.headers.has('transfer-encoding') || Number(request.headers.get('content-length') ?? 0) > 0;
}

/** Passes a body on and breaks off as soon as it is longer than `limit` bytes, whatever its headers said. */
function limited(body: ReadableStream<Uint8Array>, limit: number): ReadableStream<Uint8Array> {
  let length = 0;
  return body.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        length += chunk.byteLength;
        if (length > limit) controller.error(new BodyTooLarge());
        else controller.enqueue(chunk);
      },
    }),
    { preventCancel: true },
  );
}

async function tooLarge({ body }: Request, requestId: string): Promise<Response> {
  // Who closes a connection on which the other side still sends resets it, and the refusal is lost with it (RFC 9112, 9.6).
  await body?.pipeTo(new WritableStream(), { signal: AbortSignal.timeout(DROP_LIMIT_MS) }).catch(() => undefined);
  return problem(413, 'The body is larger than 1,048,576 bytes.', { requestId });
}

function causes(error: unknown): unknown[] {
  return error instanceof Error ? [error, ...causes(error.cause)] : [];
}

function describe(error: unknown): string {
  const { code, message } = error as { code?: string; message?: string };
  return code || (message ?? '');
}
