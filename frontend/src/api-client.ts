/** The body of an error answer (RFC 9457). `code` comes from the sign-in endpoints only. */
export interface Problem {
  title: string;
  status: number;
  detail?: string;
  errors?: { path: string; message: string }[];
  code?: string;
}

/** A request that was answered with an error. */
export class Refused extends Error {
  status: number;
  problem: Problem | undefined;
  /** Seconds to wait before the next try, if the server said so. */
  retryAfter: number | undefined;

  constructor(status: number, problem: Problem | undefined, retryAfter: number | undefined) {
    super(problem?.detail ?? problem?.title ?? `The server answered with status ${status}.`);
    this.status = status;
    this.problem = problem;
    this.retryAfter = retryAfter;
  }
}

/** A request without an answer: no network, no server, a proxy that found no server, or no answer in time. */
export class Unreachable extends Error {}

/** Nobody is signed in any more. */
export class SessionEnded extends Error {}

export interface RequestOptions {
  method?: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  body?: unknown;
  signal?: AbortSignal;
  headers?: Record<string, string>;
}

export interface ApiClient {
  /** Sends a request with the signed-in user's token; the answer is checked, its body not read yet. */
  send(path: string, options?: RequestOptions): Promise<Response>;
  /** The same, without a token. */
  sendAnonymously(path: string, options?: RequestOptions): Promise<Response>;
}

/** Gives the token to send; `renew` asks for a fresh one because the last was refused. Throws SessionEnded. */
export type TokenProvider = (options: { renew: boolean }) => Promise<string>;

const TIME_LIMIT_MS = 15_000;
// What a proxy between here and the backend answers when it finds none.
const unreachableStatuses = new Set([502, 504]);

/**
 * Requests to the backend. All of them fail with Refused, Unreachable or SessionEnded, or with the reason of `signal`.
 * @param backendUrl its origin; empty: this page's own
 */
export function createApiClient(backendUrl: string, token: TokenProvider): ApiClient {
  const sendAnonymously = (path: string, options: RequestOptions = {}) => request(backendUrl + path, options);
  async function sendWithToken(path: string, options: RequestOptions, renew: boolean) {
    const authorization = `Bearer ${await token({ renew })}`;
    return await sendAnonymously(path, { ...options, headers: { ...options.headers, authorization } });
  }
  return {
    sendAnonymously,
    async send(path, options = {}) {
      try {
        return await sendWithToken(path, options, false);
      } catch (error) {
        if (!(error instanceof Refused && error.status === 401)) throw error;
        return await sendWithToken(path, options, true);
      }
    },
  };
}

/** Sends one request. Its time limit ends where the answer begins, so that event streams may go on. */
export async function request(url: string, { method = 'GET', body, signal, headers = {} }: RequestOptions = {}) {
  const timeLimit = new AbortController();
  const timer = setTimeout(() => timeLimit.abort(), TIME_LIMIT_MS);
  const answer = await fetch(url, {
    method,
    headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    cache: 'no-store',
    signal: signal ? AbortSignal.any([signal, timeLimit.signal]) : timeLimit.signal,
  })
    .catch((error: unknown) => {
      signal?.throwIfAborted();
      throw new Unreachable('The server did not answer.', { cause: error });
    })
    .finally(() => clearTimeout(timer));
  if (answer.ok) return answer;
  const problem = await readProblem(answer);
  if (unreachableStatuses.has(answer.status)) throw new Unreachable('The server could not be reached.');
  throw new Refused(answer.status, problem, Number(answer.headers.get('retry-after')) || undefined);
}

async function readProblem(answer: Response): Promise<Problem | undefined> {
  const isProblem = answer.headers.get('content-type')?.startsWith('application/problem+json');
  return isProblem ? ((await answer.json().catch(() => undefined)) as Problem | undefined) : undefined;
}
