import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from '../platform/logger.ts';
import type { TaskStore } from '../features/tasks/task-store.ts';

export type McpUser = { id: string; token: string; expiresAt: Date };

/**
 * The MCP server over the tasks. Its library takes a third of the program's start, so it is loaded when first needed,
 * or by load(), which is called once the program listens.
 */
export function createMcp({ tasks, logger, version }: { tasks: TaskStore; logger: Logger; version: string }) {
  const failed = (error: unknown) => logger.error({ err: error }, 'mcp_tool_failed');
  let loading: ReturnType<typeof start> | undefined;
  const start = async () => (await import('./mcp-handler.ts')).createTaskHandler({ tasks, version, failed });
  const load = () => (loading ??= start());
  const authInfo = ({ id, token, expiresAt }: McpUser) => ({
    token,
    clientId: 'evenkeel',
    scopes: [],
    expiresAt: Math.floor(expiresAt.getTime() / 1000),
    extra: { user: id },
  });

  return {
    load: async () => void (await load()),

    /** Answers a request of somebody whose token was checked. */
    async answer(req: IncomingMessage & { body?: unknown }, res: ServerResponse, user: McpUser) {
      const { node } = await load();
      const given = Object.assign(req, { auth: authInfo(user) }) as Parameters<typeof node>[0];
      await node(given, res, req.body);
    },

    /** The same server without a network, for a client in this process that acts for one user. */
    fetchFor(userId: string) {
      const user = { id: userId, token: '', expiresAt: new Date(Date.now() + 3_600_000) };
      return async (url: string | URL, init?: RequestInit) =>
        (await load()).fetch(new Request(url, init), { authInfo: authInfo(user) });
    },
  };
}
export type Mcp = ReturnType<typeof createMcp>;
