import { STATUS_CODES } from 'node:http';

/** An error answer as RFC 9457 describes it. `detail` is for people: what happened and what to do. */
export function problem(
  status: number,
  detail: string,
  { requestId, headers }: { requestId?: string; headers?: Record<string, string> } = {},
): Response {
  const body = { type: 'about:blank', title: STATUS_CODES[status], status, detail, request_id: requestId };
  return Response.json(body, {
    status,
    headers: {
      'content-type': 'application/problem+json',
      'cache-control': 'no-store',
      ...(requestId ? { 'x-request-id': requestId } : {}),
      ...headers,
    },
  });
}
