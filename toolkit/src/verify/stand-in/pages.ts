import { randomUUID } from 'node:crypto';
import type { Asked, Told } from './messages.ts';
import { Refusal, tell, tellText } from './messages.ts';
import type { createVotes } from './votes.ts';

type Page = (asked: Asked) => Told;

const operation = { responses: {} };
const openApi = {
  openapi: '3.1.0',
  info: { title: 'Stand-in', version: '1' },
  paths: {
    '/api/health': { get: operation },
    '/api/vote': { post: operation },
    '/api/results': { get: operation },
    '/api/{user_id}/tasks': { get: operation, post: operation },
    '/api/{user_id}/tasks/{id}': { get: operation, patch: operation, delete: operation },
  },
};

/** Everything at a fixed address. */
export function createPages(votes: ReturnType<typeof createVotes>): Record<Asked['part'], Record<string, Page>> {
  const ok = { status: 'ok' };
  const alive = readOnly(() => tell(ok));
  const ready = readOnly(() => tell({ ...ok, checks: { database: ok, votes: ok } }));
  return {
    frontend: {
      '/': () => {
        const nonce = randomUUID();
        const policy = `default-src 'self'; script-src 'self' 'nonce-${nonce}'`;
        return tellText('text/html', `<script nonce="${nonce}" src="/app.js"></script>`, {
          'content-security-policy': policy,
        });
      },
      '/api/health': alive,
      '/health': alive,
      '/livez': alive,
    },
    backend: {
      '/api/health': ready,
      '/health': ready,
      '/livez': alive,
      '/docs': () =>
        tellText('text/html', '<link href="/docs.css"><div id="swagger-ui"></div><script src="/docs.js"></script>'),
      '/docs.css': () => tellText('text/css', 'body { background: url(data:image/png;base64,AA) }'),
      '/docs.js': () => tellText('text/javascript', "SwaggerUIBundle({ url: '/openapi.json' })"),
      '/openapi.json': () => tell(openApi),
      '/api/results': readOnly(() => votes.results()),
      '/api/vote': (asked) => votes.vote(asked),
    },
  };
}

function readOnly(page: () => Told): Page {
  return ({ method }) => {
    if (method !== 'GET' && method !== 'HEAD') throw new Refusal(405, 'Only reading.', { allow: 'GET, HEAD' });
    return page();
  };
}
