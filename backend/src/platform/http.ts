import { randomUUID } from 'node:crypto';
import type { ErrorRequestHandler, RequestHandler } from 'express';
import { HttpProblem, problemBody, toProblem } from '../errors.ts';
import type { Logger } from './logger.ts';
import type { Metrics } from './metrics.ts';

export const BODY_LIMIT_BYTES = 1_048_576;

const contentSecurityPolicy = [
  "default-src 'self'",
  "img-src 'self' data:", // Swagger UI's icons
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

export const SECURITY_HEADERS = {
  'Content-Security-Policy': contentSecurityPolicy,
  'X-Frame-Options': 'DENY',
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'strict-origin-when-cross-origin',
  'Cross-Origin-Resource-Policy': 'same-site',
};

export const securityHeaders: RequestHandler = (_req, res, next) => {
  res.set(SECURITY_HEADERS);
  next();
};

/** Gives each request an id, answers with it, and writes one line and one measurement when it is done. */
export function requestLog(logger: Logger, metrics: Metrics): RequestHandler {
  return (req, res, next) => {
    const given = req.get('x-request-id');
    const id = given && /^[\w.-]{1,64}$/.test(given) ? given : randomUUID();
    res.locals['requestId'] = id;
    res.set('X-Request-Id', id);
    const started = performance.now();
    res.once('close', () => {
      const seconds = (performance.now() - started) / 1000;
      const route = res.writableFinished || res.headersSent ? (req.route?.path ?? 'other') : 'aborted';
      metrics.requests.observe({ method: req.method, route: String(route), status: res.statusCode }, seconds);
      const line = {
        request_id: id,
        method: req.method,
        path: req.originalUrl.split('?', 1)[0],
        status: res.statusCode,
        duration_ms: Math.round(seconds * 10_000) / 10,
      };
      const problem = res.locals['problem'] as HttpProblem | undefined;
      if (!res.headersSent) logger.info({ ...line, status: undefined }, 'request_aborted');
      else if (res.statusCode >= 500 && !problem?.isMeant)
        logger.error({ ...line, detail: problem?.message, cause: problem?.cause }, 'request_failed');
      else if (problem) logger.info({ ...line, detail: problem.message }, 'request_refused');
      else logger[quiet.has(req.path) ? 'debug' : 'info'](line, 'request_completed');
    });
    next();
  };
}

// Probes and scrapers ask every few seconds; their good answers would drown the rest.
const quiet = new Set(['/api/health', '/health', '/livez', '/metrics']);

/** Cross-origin calls from the given origins; a preflight from elsewhere is refused with 400. */
export function cors(origins: string[]): RequestHandler {
  return (req, res, next) => {
    const origin = req.get('origin');
    const allowed = origin !== undefined && origins.includes(origin);
    res.vary('Origin');
    if (allowed) {
      res.set({
        'Access-Control-Allow-Origin': origin,
        'Access-Control-Expose-Headers': 'link, location, retry-after, x-request-id',
      });
    }
    if (req.method !== 'OPTIONS' || !req.get('access-control-request-method')) return next();
    if (!allowed) throw new HttpProblem(400, 'This origin may not call the API: add it to CORS_ORIGINS.');
    res
      .set({
        'Access-Control-Allow-Methods': 'GET, HEAD, POST, PATCH, DELETE',
        'Access-Control-Allow-Headers': 'authorization, content-type, x-request-id',
        'Access-Control-Max-Age': '600',
      })
      .status(200)
      .end();
  };
}

export const notFound: RequestHandler = (req) => {
  throw new HttpProblem(404, `There is nothing at ${req.path.slice(0, 200)}. The API is described at /docs.`);
};

/** Turns whatever was thrown into a problem answer; the log line gets the cause. */
export const answerProblem: ErrorRequestHandler = (error, _req, res, next) => {
  const problem = toProblem(error);
  res.locals['problem'] = problem;
  if (res.headersSent) return next(error);
  res
    .status(problem.status)
    .set(problem.headers)
    .type('application/problem+json')
    .send(JSON.stringify(problemBody(problem, res.locals['requestId'] as string | undefined)));
};
