import { createMcpHandler } from '@modelcontextprotocol/server';
import { toNodeHandler } from '@modelcontextprotocol/node';
import { createTaskServer, type ToolServices } from './task-tools.ts';

/** The MCP endpoint as functions of a request: stateless, so that any replica answers, and for all revisions of MCP. */
export function createTaskHandler(services: ToolServices) {
  const handler = createMcpHandler(() => createTaskServer(services), { onerror: () => {} });
  return { fetch: handler.fetch, node: toNodeHandler(handler, { onerror: services.failed }) };
}
