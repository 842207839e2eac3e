import { randomUUID } from 'node:crypto';
import type { Flaw } from './flaw.ts';
import type { Asked, Told } from './messages.ts';
import { Refusal, tell, tellText } from './messages.ts';
import { dashboard, signUp, votes as votesPage } from './page-html.ts';
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
    '/api/{user_id}/chat': { post: operation },
    '/api/{user_id}/conversations': { get: operation },
    '/api/{user_id}/conversations/{id}': { get: operation, delete: operation },
    '/api/assistant': { get: operation },
  },
};

/** What the pages must know of the rest. */
interface Around {
  votes: ReturnType<typeof createVotes>;
  backendUrl: () => string;
  isDatabaseAway: () => boolean;
  isBackendAway: () => boolean;
}

/** Everything at a fixed address. */
export function createPages(
  { page = (html) => html, copy = {} }: Flaw,
  { votes, backendUrl, isDatabaseAway, isBackendAway }: Around,
): Record<Asked['part'], Record<string, Page>> {
  const ok = { status: 'ok' };
  const alive = readOnly(() => tell(ok));
  const ready = readOnly(() => {
    const isAway = isDatabaseAway() && !copy.trustsDatabase;
    const database = isAway ? { status: 'failed', detail: 'It is away.' } : ok;
    return tell({ status: isAway ? 'unavailable' : 'ok', checks: { database, votes: ok } }, isAway ? 503 : 200);
  });
  const frontendReady = readOnly(() => tell(ok, copy.frontendNeedsBackend && isBackendAway() ? 503 : 200));
  const render = (html: typeof dashboard) => () => {
    const nonce = randomUUID();
    const policy = `default-src 'self'; connect-src 'self' ${backendUrl()}; script-src 'self' 'nonce-${nonce}'`;
    const text = page(html({ nonce, backendUrl: backendUrl() }));
    return tellText('text/html', text, { 'content-security-policy': policy });
  };
  return {
    frontend: {
      '/': render(dashboard),
      '/sign-up': render(signUp),
      '/votes': render(votesPage),
      '/api/health': frontendReady,
      '/health': frontendReady,
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
