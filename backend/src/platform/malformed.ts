import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Problem } from '../errors.ts';
import { SECURITY_HEADERS } from './http.ts';

const failures: Record<string, [number, string]> = {
  HPE_HEADER_OVERFLOW: [431, 'The headers of the request are too large: all of them together may have 16 KiB.'],
  HPE_CHUNK_EXTENSIONS_OVERFLOW: [413, "The chunks' extensions of the body are too large: send none."],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'The request did not arrive in time: send it anew.'],
};

/** Answers what is no HTTP request, which reaches no route, in the API's own form: a listener for `clientError`. */
export function answerMalformed(error: NodeJS.ErrnoException, socket: Duplex) {
  if (!socket.writable || error.code === 'ECONNRESET') return void socket.destroy();
  const [status, detail] = failures[error.code ?? ''] ?? [400, 'This is no HTTP request that can be read.'];
  const problem: Problem = { type: 'about:blank', title: STATUS_CODES[status] ?? 'Error', status, detail };
  const body = JSON.stringify(problem);
  const headers = {
    ...SECURITY_HEADERS,
    'Content-Type': 'application/problem+json; charset=utf-8',
    'Content-Length': Buffer.byteLength(body),
    Connection: 'close',
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('')}\r\n${body}`);
}
