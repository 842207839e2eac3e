import { z } from 'zod';
import type { Send } from './check.ts';
import type { Answer, Exchange } from './exchange.ts';
import { parseEvents } from './event-stream.ts';

const PROTOCOL = '2025-06-18';
const reply = z.object({ jsonrpc: z.literal('2.0'), id: z.number(), result: z.looseObject({}).optional() });

/** Sends one JSON-RPC message to /mcp, as any client of the streamable HTTP transport does. */
export function callMcp(backend: Send, method: string, params: object, bearer?: string): Promise<Exchange> {
  const isNotification = method.startsWith('notifications/');
  return backend('POST', '/mcp', {
    json: { jsonrpc: '2.0', ...(isNotification ? {} : { id: 1 }), method, params },
    headers: {
      accept: 'application/json, text/event-stream',
      ...(method === 'initialize' ? {} : { 'mcp-protocol-version': PROTOCOL }),
    },
    ...(bearer !== undefined && { bearer }),
  });
}

export const hello = {
  protocolVersion: PROTOCOL,
  capabilities: {},
  clientInfo: { name: 'evenkeel-verify', version: '1.0.0' },
};

/** The result in an answer, which may be JSON or a stream of events; undefined where there is none. */
export function resultOf({ headers, body }: Answer): unknown {
  const isStream = headers['content-type']?.startsWith('text/event-stream') ?? false;
  const candidates = isStream ? parseEvents(body).map(({ data }) => data) : [parse(body)];
  return candidates.map((each) => reply.safeParse(each).data?.result).find(Boolean);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
