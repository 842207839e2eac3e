import type { Flaw } from './flaw.ts';
import type { Asked, Told } from './messages.ts';
import { tell } from './messages.ts';
import type { createTokenIssuer } from './token-issuer.ts';
import type { Tools } from './tools.ts';
import { ToolError } from './tools.ts';

interface Call {
  id?: number;
  method: string;
  params?: { name?: string; arguments?: Record<string, unknown> };
}

/** /mcp: each request by itself. */
export function createMcp({ blindTo }: Flaw, tokens: ReturnType<typeof createTokenIssuer>, tools: Tools) {
  const call = ({ params }: Call, owner: string) => {
    const run = tools.run[params?.name ?? ''];
    try {
      if (!run) throw new ToolError('There is no such tool.');
      const structuredContent = run(owner, params?.arguments ?? {});
      return { content: [{ type: 'text', text: JSON.stringify(structuredContent) }], structuredContent };
    } catch (error) {
      if (!(error instanceof ToolError)) throw error;
      return { content: [{ type: 'text', text: error.message }], isError: true };
    }
  };
  const results: Record<string, (asked: Call, owner: string) => object> = {
    initialize: () => ({
      protocolVersion: '2025-06-18',
      capabilities: { tools: {} },
      serverInfo: { name: 'stand-in', version: '1' },
    }),
    'tools/list': () => ({ tools: tools.list }),
    'tools/call': call,
  };
  return (asked: Asked): Told => {
    const { authorization } = asked.headers;
    const owner = blindTo === 'mcp token' ? (tokens.subjectOf(authorization) ?? '') : tokens.readHeader(authorization);
    const given = JSON.parse(asked.body) as Call;
    if (given.id === undefined) return { status: 202, headers: {}, body: '' };
    return tell({ jsonrpc: '2.0', id: given.id, result: results[given.method]?.(given, owner) ?? {} });
  };
}
