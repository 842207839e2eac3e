import { Router } from 'express';
import { HttpProblem } from '../errors.ts';
import type { User } from '../platform/api.ts';
import type { Mcp } from './mcp-server.ts';

const loopback = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * /mcp for any MCP client that has a bearer token.
 * A page of another site that has pointed its own name at this server is refused by its Origin, whatever Host it sends;
 * Host alone is not judged, since in a cluster the server answers to names that it cannot know.
 */
export function mcpRoutes(
  mcp: Mcp,
  { authenticate, origins }: { authenticate: (authorization: string | undefined) => Promise<User>; origins: string[] },
): Router {
  const router = Router();
  router.all('/mcp', async (req, res) => {
    const origin = req.get('origin');
    if (origin !== undefined && !origins.includes(origin) && !isLoopback(origin)) {
      throw new HttpProblem(403, 'Pages of this origin may not use the tools: add it to CORS_ORIGINS.');
    }
    const authorization = req.get('authorization');
    const user = await authenticate(authorization);
    const token = authorization?.split(' ')[1] ?? '';
    await mcp.answer(req, res, { ...user, token });
  });
  return router;
}

function isLoopback(origin: string): boolean {
  return URL.canParse(origin) && loopback.has(new URL(origin).hostname);
}
