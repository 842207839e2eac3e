import { KnownProblem } from '../known-problem.ts';
import type { RunningApp } from './running-app.ts';

export interface Answer {
  status: number;
  headers: Headers;
  body: unknown;
}

export type Send = (
  method: string,
  path: string,
  content?: { cookie?: string; json?: Record<string, string> },
) => Promise<Answer>;

const LIMIT_MS = 5000;

/**
 * Sends to the backend of an app as its own pages would: with their origin, which the sign-in asks for.
 * @param tell is told every request and what came of it; never a body or a header
 */
export function createSend({ backend, frontend, log, pid }: RunningApp, tell: (line: string) => void): Send {
  return async (method, path, { cookie, json } = {}) => {
    const started = performance.now();
    const url = `${backend}${path}`;
    const end = (what: string) => tell(`${method} ${url}  ${what} after ${Math.round(performance.now() - started)} ms`);
    try {
      const response = await fetch(url, {
        method,
        headers: {
          origin: frontend,
          ...(cookie !== undefined && { cookie }),
          ...(json && { 'content-type': 'application/json' }),
        },
        ...(json && { body: JSON.stringify(json) }),
        redirect: 'manual',
        signal: AbortSignal.timeout(LIMIT_MS),
      });
      const text = await response.text();
      end(String(response.status));
      return { status: response.status, headers: response.headers, body: parsed(text) };
    } catch (error) {
      const why = words(error);
      end(why);
      throw new KnownProblem(
        `The backend does not answer at ${backend}: ${why}.`,
        `Look at ${log}${pid === undefined ? '' : ` (process ${pid})`}: it may still be starting, or its backend has trouble.`,
      );
    }
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const reasons: Record<string, string> = {
  ECONNREFUSED: 'nothing listens there',
  ECONNRESET: 'the connection was closed without an answer',
  UND_ERR_SOCKET: 'the connection was closed without an answer',
};

function words(error: unknown): string {
  if (error instanceof Error && error.name === 'TimeoutError') return `no answer within ${LIMIT_MS / 1000} s`;
  const cause: unknown = error instanceof Error ? error.cause : undefined;
  const code = String(Object(cause).code ?? '');
  return reasons[code] ?? (code || 'the answer is not HTTP');
}
