import { Agent, request, type IncomingHttpHeaders, type OutgoingHttpHeaders } from 'node:http';

export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
  /** The body as JSON; what a test reads of it is checked by its expectations. */
  json: any; // oxlint-disable-line typescript/no-explicit-any -- see above
}

export interface Call {
  token?: string;
  cookie?: string;
  headers?: OutgoingHttpHeaders;
  /** Sent as JSON. */
  json?: unknown;
  /** Sent as it is. */
  body?: string | Buffer;
  /** Without Content-Length. */
  chunked?: boolean;
  agent?: Agent;
}

/** Sends what it is told to the letter, as fetch would not: broken paths, chunks, any header. */
export type Send = (method: string, path: string, call?: Call) => Promise<Answer>;

export function httpClient(base: string): Send {
  return (method, path, { token, cookie, headers, json, body, chunked, agent } = {}) => {
    const content = json === undefined ? body : JSON.stringify(json);
    const { hostname, port } = new URL(base);
    return new Promise((resolve, reject) => {
      const call = request({
        hostname,
        port,
        method,
        path,
        agent: agent ?? false,
        headers: {
          ...(token ? { authorization: `Bearer ${token}` } : {}),
          ...(cookie ? { cookie } : {}),
          ...(json === undefined ? {} : { 'content-type': 'application/json' }),
          ...(content === undefined || chunked ? {} : { 'content-length': Buffer.byteLength(content) }),
          ...headers,
        },
      });
      call.once('error', reject);
      call.once('response', (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.once('error', reject);
        response.once('end', () => {
          const text = Buffer.concat(chunks).toString('utf8');
          resolve({ status: response.statusCode ?? 0, headers: response.headers, text, json: parsed(text) });
        });
      });
      call.end(content);
    });
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
