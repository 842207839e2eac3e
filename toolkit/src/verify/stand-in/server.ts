import type { JsonWebKey } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage, RequestListener, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Flaw } from './flaw.ts';
import type { Asked, Told } from './messages.ts';
import { Refusal } from './messages.ts';
import { createPages } from './pages.ts';
import { createPeople } from './people.ts';
import { createTasks } from './tasks.ts';
import { createTokenIssuer } from './token-issuer.ts';
import { createVotes } from './votes.ts';

export interface StandIn {
  frontendUrl: string;
  backendUrl: string;
  /** The private key that signs its tokens, as --signing-key wants it. */
  signingKey: JsonWebKey;
  /** E-mail addresses of those who are signed up now. */
  people(): string[];
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
  const tokens = createTokenIssuer(flaw);
  const people = createPeople(flaw, tokens);
  const tasks = createTasks(flaw, tokens);
  const pages = createPages(createVotes(flaw));
  const limitOf = flaw.bodyLimit ?? (() => BODY_LIMIT_BYTES);
  let frontendUrl = '';

  function answer(asked: Asked): Told {
    const { part, path, method, headers, body } = asked;
    if (body.length > limitOf('transfer-encoding' in headers)) throw new Refusal(413, 'That is too long.');
    if (part === 'backend' && method === 'OPTIONS') {
      if (headers.origin !== frontendUrl) throw new Refusal(400, 'That comes from elsewhere.');
      return { status: 200, headers: preflight, body: '' };
    }
    if (path === flaw.lacks) throw new Refusal(404, 'There is nothing here.');
    const page = pages[part][path];
    if (page) return page(asked);
    const [, api, first = '', second, third] = path.split('/');
    if (part === 'frontend' && api === 'api' && first === 'auth') return people.answer(asked, frontendUrl);
    if (part === 'backend' && api === 'api' && second === 'tasks') return tasks.answer(asked, first, third);
    throw new Refusal(404, 'There is nothing here.');
  }

  async function handle(asked: Asked): Promise<Told> {
    await flaw.hold?.(asked);
    let told: Told;
    try {
      told = answer(asked);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      told = error.told;
    }
    const isOwnPage = asked.part === 'backend' && asked.headers.origin === frontendUrl;
    told.headers = { ...guards, ...(isOwnPage ? { 'access-control-allow-origin': frontendUrl } : {}), ...told.headers };
    await flaw.alter?.(told, asked);
    return told;
  }

  const serve =
    (part: Asked['part']): RequestListener =>
    (request, response) =>
      void readAsked(part, request)
        .then(handle)
        .then(({ status, headers, body }) => response.writeHead(status, headers).end(body));
  const frontend = await listen(serve('frontend'));
  const backend = await listen(serve('backend'));
  frontendUrl = addressOf(frontend);
  return {
    frontendUrl,
    backendUrl: addressOf(backend),
    signingKey: tokens.signingKey,
    people: () => [...people.users.keys()],
    stop: async () => void (await Promise.all([frontend, backend].map(close))),
  };
}

async function readAsked(part: Asked['part'], request: IncomingMessage): Promise<Asked> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  const { method = '', url = '', headers } = request;
  return { part, method, path: url, headers, body: Buffer.concat(chunks).toString() };
}

function listen(listener: RequestListener): Promise<Server> {
  return new Promise((resolve) => {
    const server = createServer(listener).listen(0, '127.0.0.1', () => resolve(server));
  });
}

function addressOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function close(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => void server.close(() => resolve()));
}
