import { randomUUID } from 'node:crypto';
import type { JsonWebKey } from 'node:crypto';
import type { IncomingMessage, RequestListener } from 'node:http';
import type { Copy } from '../copy.ts';
import { createAssistant } from './assistant.ts';
import { createStandInCopy } from './copy.ts';
import type { Flaw } from './flaw.ts';
import { createListener } from './listener.ts';
import { createLogs } from './logs.ts';
import { createMcp } from './mcp.ts';
import type { Asked, Told } from './messages.ts';
import { Refusal } from './messages.ts';
import { createPages } from './pages.ts';
import { createPeople } from './people.ts';
import { usualSettings } from './settings.ts';
import { createTasks } from './tasks.ts';
import { createTokenIssuer } from './token-issuer.ts';
import { createTools } from './tools.ts';
import { createVotes } from './votes.ts';

export interface StandIn {
  frontendUrl: string;
  backendUrl: string;
  /** The private key that signs its tokens, as --signing-key wants it. */
  signingKey: JsonWebKey & { kid: string };
  /** E-mail addresses of those who are signed up now. */
  people(): string[];
  /** Its parts, to end and start. */
  copy: Copy;
  stop(): Promise<void>;
}

const BODY_LIMIT_BYTES = 1_048_576;
const guards = {
  'content-security-policy': "default-src 'self'; object-src 'none'",
  'x-frame-options': 'DENY',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'same-origin',
};
const preflight = {
  'access-control-allow-methods': 'GET, POST, PATCH, DELETE',
  'access-control-allow-headers': 'authorization, content-type',
};

/** Starts an app in memory that is as the requirements say, but for its flaw: to see that the checks see it. */
export async function startStandIn(flaw: Flaw = {}): Promise<StandIn> {
  const settings = { ...usualSettings };
  const tokens = createTokenIssuer(flaw, settings);
  const people = createPeople(flaw, tokens);
  const tasks = createTasks(flaw, tokens);
  const tools = createTools(flaw, tasks.store);
  const assistant = createAssistant(flaw, { tokens, tasks: tasks.store, tools, settings });
  const mcp = createMcp(flaw, tokens, tools);
  const votes = createVotes(flaw);
  const logs = createLogs(flaw);
  const database = { isUp: true };
  const limitOf = flaw.bodyLimit ?? (() => BODY_LIMIT_BYTES);

  async function answer(asked: Asked): Promise<Told> {
    const { part, method, headers, body } = asked;
    const [path = ''] = asked.path.split('?');
    if (body.length > limitOf('transfer-encoding' in headers)) throw new Refusal(413, 'That is too long.');
    if (part === 'backend' && method === 'OPTIONS') {
      if (headers.origin !== frontend.url()) throw new Refusal(400, 'That comes from elsewhere.');
      return { status: 200, headers: preflight, body: '' };
    }
    if (path === flaw.lacks) throw new Refusal(404, 'There is nothing here.');
    const page = pages[part][path];
    const needsDatabase = /^\/(api|mcp)\b/.test(path) && !/^\/api\/(health|auth\/jwks)$/.test(path);
    if (needsDatabase && !database.isUp && (part === 'backend' || path.startsWith('/api/auth'))) {
      throw new Refusal(503, 'The database is away.');
    }
    if (page) return page(asked);
    const [, api, first = '', second, third] = path.split('/');
    if (part === 'frontend' && api === 'api' && first === 'auth') return people.answer(asked, frontend.url());
    if (part !== 'backend') throw new Refusal(404, 'There is nothing here.');
    if (path === '/mcp') return mcp(asked);
    if (path === '/api/assistant') return assistant.note();
    if (second === 'tasks') return tasks.answer(asked, first, third);
    if (second === 'chat' || second === 'conversations') return assistant.answer(asked, first, second, third);
    throw new Refusal(404, 'There is nothing here.');
  }

  async function handle(asked: Asked): Promise<Told> {
    await flaw.hold?.(asked);
    let told: Told;
    try {
      told = await answer(asked);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      told = error.told;
    }
    const isOwnPage = asked.part === 'backend' && asked.headers.origin === frontend.url();
    const id = randomUUID();
    const readable = isOwnPage ? { 'access-control-allow-origin': frontend.url() } : {};
    told.headers = { ...guards, 'x-request-id': id, ...readable, ...told.headers };
    await flaw.alter?.(told, asked);
    const line = { request_id: id, method: asked.method, path: asked.path.split('?')[0], status: told.status };
    const hasFailed = told.status >= 500;
    const cause = hasFailed ? { cause: { message: 'The database is away.' } } : {};
    logs.write(
      'backend',
      hasFailed ? 'error' : 'info',
      hasFailed ? 'request_failed' : 'request_completed',
      { ...line, ...cause },
      asked,
    );
    return told;
  }

  const serve =
    (part: Asked['part']): RequestListener =>
    (request, response) =>
      void readAsked(part, request)
        .then(handle)
        .then(({ status, headers, body }) => response.writeHead(status, { ...headers, connection: 'close' }).end(body))
        .catch(() => response.destroy());
  const frontend = createListener(serve('frontend'));
  const backend = createListener(serve('backend'));
  await Promise.all([frontend.start(), backend.start()]);
  const pages = createPages(flaw, {
    votes,
    backendUrl: () => settings.publicBackendUrl || backend.url(),
    isDatabaseAway: () => !database.isUp,
    isBackendAway: () => !backend.isUp(),
  });
  const copy = createStandInCopy(flaw, {
    frontend,
    backend,
    settings,
    logs,
    votes,
    assistant,
    tasks: tasks.store,
    database,
    tokens,
  });
  return {
    frontendUrl: frontend.url(),
    backendUrl: backend.url(),
    signingKey: tokens.signingKey,
    people: () => [...people.users.keys()],
    copy,
    stop: async () => void (await Promise.all([frontend.kill(), backend.kill()])),
  };
}

async function readAsked(part: Asked['part'], request: IncomingMessage): Promise<Asked> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  const { method = '', url = '', headers } = request;
  return { part, method, path: url, headers, body: Buffer.concat(chunks).toString() };
}
