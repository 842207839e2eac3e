import { request as httpRequest } from 'node:http';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';

export interface Request {
  method: string;
  url: string;
  /** All headers that are sent, but for Host, Connection and those that frame the body. */
  headers: Record<string, string>;
  body: string | undefined;
  /** Sent without Content-Length, so that the receiver cannot know how much will come. */
  isChunked: boolean;
  /** The second half of the body is sent when this is done: the request is in flight until then. */
  hold?: Promise<unknown>;
}

export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

/** A request and what came of it: an answer, or in words why there was none. */
export interface Exchange {
  request: Request;
  answer: Answer | undefined;
  failure: string | undefined;
  durationMs: number;
}

// A development server compiles a page when it is first asked for.
const ANSWER_LIMIT_MS = 30_000;
const BODY_LIMIT_BYTES = 16 * 1024 * 1024;

/**
 * Sends exactly what the request says and follows no redirect. Everything that the other side can do wrong is a value.
 * Not fetch: that adds headers of its own, so that curl would not repeat the same request.
 * @throws the signal's reason when it is aborted
 */
export async function exchange(request: Request, signal: AbortSignal, limitMs = ANSWER_LIMIT_MS): Promise<Exchange> {
  signal.throwIfAborted();
  const started = performance.now();
  const limit = AbortSignal.timeout(limitMs);
  const outcome = await ask(request, AbortSignal.any([signal, limit])).then(
    (answer) => ({ answer, failure: undefined }),
    (error: unknown) => ({
      answer: undefined,
      failure: limit.aborted ? `no answer within ${limitMs / 1000} s` : words(error),
    }),
  );
  signal.throwIfAborted();
  return { request, ...outcome, durationMs: performance.now() - started };
}

function ask({ method, url, headers, body, isChunked, hold }: Request, signal: AbortSignal): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const send = url.startsWith('https:') ? httpsRequest : httpRequest;
    const length = body === undefined || isChunked ? {} : { 'content-length': String(Buffer.byteLength(body)) };
    // A connection of its own for each: one that is kept may be closed by the other side just when it is used again.
    const sent = send(url, { method, headers: { ...headers, ...length }, agent: false, signal });
    let hasAnswered = false;
    sent.once('response', (response) => {
      hasAnswered = true;
      readBody(response).then(
        (text) => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }),
        reject,
      );
    });
    // A server that refuses a long body may hang up while the rest of it is still being sent: its answer counts.
    sent.on('error', (error) => hasAnswered || reject(error));
    // What is written before the end goes out as chunks; what comes with the end gets a length.
    if (hold && body !== undefined) {
      const half = Math.floor(body.length / 2);
      sent.write(body.slice(0, half));
      void hold.then(() => sent.end(body.slice(half)));
      return;
    }
    if (isChunked) sent.write(body);
    sent.end(isChunked ? undefined : body);
  });
}

async function readBody(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > BODY_LIMIT_BYTES) throw new Error(`the answer is longer than ${BODY_LIMIT_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

export const NOTHING_LISTENS = 'nothing listens there';

const wordsOfCodes: Record<string, string> = {
  ECONNREFUSED: NOTHING_LISTENS,
  ECONNRESET: 'the connection was closed without an answer',
  EPIPE: 'the connection was closed while the request was sent',
  ENOTFOUND: 'there is no such host',
  EAI_AGAIN: 'the host name cannot be looked up',
  ETIMEDOUT: 'the host does not answer',
  EHOSTUNREACH: 'the host cannot be reached',
};

function words(error: unknown): string {
  const { code, message } = error as { code?: string; message?: string };
  if (code?.startsWith('HPE_')) return `the answer is not HTTP (${code})`;
  return (code && wordsOfCodes[code]) ?? message ?? String(error);
}
