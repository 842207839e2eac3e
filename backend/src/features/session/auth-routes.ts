import { STATUS_CODES } from 'node:http';
import express, { Router, type Request } from 'express';
import { HttpProblem, notJson, wrongMethod } from '../../errors.ts';
import { BODY_LIMIT_BYTES } from '../../platform/http.ts';
import { databaseFailure } from '../../platform/database-failure.ts';
import { CLIENT_ADDRESS_HEADER, databaseFailures, type Auth } from './auth.ts';

/** Better Auth under /api/auth, with the API's limits and error form around it. Mount it before the JSON parser. */
export function authRoutes(auth: Auth): Router {
  const router = Router();
  const methods = endpointMethods(auth);
  router.use('/api/auth', express.raw({ type: () => true, limit: BODY_LIMIT_BYTES }), async (req, res, next) => {
    const mayHaveBody = req.method !== 'GET' && req.method !== 'HEAD';
    const body = mayHaveBody && Buffer.isBuffer(req.body) && req.body.length > 0 ? req.body : undefined;
    const allowed = methods.get(req.path.replace(/\/+$/, ''));
    if (allowed && !allowed.has(req.method)) throw wrongMethod(req.method, allowed);
    if (body && !req.is('application/json')) throw notJson();
    if (body) refuseUnusable(body);
    const failures: unknown[] = [];
    const answer = await databaseFailures.run(failures, () => auth.handler(toFetchRequest(req, body)));
    const away = failures.find((failure) => databaseFailure(failure) !== undefined);
    if (away && answer.status >= 400) throw away;
    if (answer.status === 404 && !answer.headers.has('content-type')) return next();
    for (const [name, value] of answer.headers) if (name !== 'set-cookie') res.set(name, value);
    for (const cookie of answer.headers.getSetCookie()) res.append('Set-Cookie', cookie);
    res.set('Cache-Control', 'no-store');
    const text = await answer.text();
    if (answer.status < 400) return void res.status(answer.status).send(text);

    const { message, code } = readError(text);
    const detail = message ?? STATUS_CODES[answer.status] ?? 'Error';
    const retryAfter = answer.headers.get('x-retry-after');
    if (retryAfter) res.set('Retry-After', retryAfter);
    res.locals['problem'] = new HttpProblem(answer.status, code ?? detail);
    res.removeHeader('Content-Length');
    // `code` and `message` are Better Auth's own members, which its clients read.
    const problem = { type: 'about:blank', title: STATUS_CODES[answer.status], status: answer.status, detail };
    const own = { code, message: detail, request_id: res.locals['requestId'] as string };
    res
      .status(answer.status)
      .type('application/problem+json')
      .send(JSON.stringify({ ...problem, ...own }));
  });
  return router;
}

/** Better Auth itself answers a wrong method with 404. */
function endpointMethods(auth: Auth): Map<string, Set<string>> {
  const methods = new Map<string, Set<string>>();
  for (const endpoint of Object.values(auth.api) as { path?: string; options?: { method?: string | string[] } }[]) {
    if (!endpoint.path || !endpoint.options?.method) continue;
    const known = methods.get(endpoint.path) ?? new Set();
    for (const method of [endpoint.options.method].flat()) known.add(method);
    methods.set(endpoint.path, known);
  }
  return methods;
}

function toFetchRequest(req: Request, body: Buffer | undefined): globalThis.Request {
  const headers = new Headers();
  for (const [name, value] of Object.entries(req.headers)) if (value !== undefined) headers.set(name, String(value));
  headers.set(CLIENT_ADDRESS_HEADER, req.ip ?? '127.0.0.1');
  const url = new URL(req.originalUrl, 'http://backend.invalid');
  return new globalThis.Request(url, { method: req.method, headers, ...(body ? { body: new Uint8Array(body) } : {}) });
}

/** PostgreSQL's text can hold neither NUL nor half a surrogate pair: better said here than as a failed insert. */
function refuseUnusable(body: Buffer) {
  let fields: unknown;
  try {
    fields = JSON.parse(body.toString('utf8'));
  } catch {
    throw new HttpProblem(400, 'The body is not valid JSON.');
  }
  if (typeof fields !== 'object' || fields === null || Array.isArray(fields)) {
    throw new HttpProblem(422, 'The body must be a JSON object.');
  }
  for (const [path, value] of Object.entries(fields)) {
    if (typeof value === 'string' && (value.includes('\0') || !value.isWellFormed())) {
      const errors = [{ path, message: 'has a character that cannot be stored' }];
      throw new HttpProblem(422, `${path} has a character that cannot be stored.`, { errors });
    }
  }
}

function readError(text: string): { message?: string; code?: string } {
  try {
    return JSON.parse(text) as { message?: string; code?: string };
  } catch {
    return {};
  }
}
