import { problem } from './problem.ts';

/** Says that this server answers. It never asks the backend: a page that explains an outage must be reachable in one. */
export function healthy(): Response {
  return Response.json({ status: 'ok' }, { headers: { 'cache-control': 'no-store' } });
}

/** The answer to a method that a health address does not have. */
export function onlyReading(): Response {
  return problem(405, 'Only GET and HEAD are possible here.', { headers: { allow: 'GET, HEAD' } });
}
