import { expect, test } from 'vitest';
import { judgeSurvival } from '../checks/cmp-4-data-survives-down-and-up.ts';
import { judgeAnswers } from '../checks/img-5-every-route-answers.ts';
import { judgeAlone } from '../checks/run-1-the-frontend-runs-alone.ts';
import { judgeAloneBackend } from '../checks/run-2-the-backend-runs-alone.ts';
import type { Exchange } from '../exchange.ts';

const exchange = (status: number, body: string, type = 'application/json'): Exchange => ({
  request: { method: 'GET', url: 'http://localhost:8000/x', headers: {}, body: undefined, isChunked: false },
  answer: { status, headers: { 'content-type': type }, body },
  failure: undefined,
  durationMs: 5,
});
const page = (status = 200) => exchange(status, '<html>', 'text/html');
const problem = (status: number, detail: string) =>
  exchange(status, JSON.stringify({ detail }), 'application/problem+json');
const words = (findings: { what: string }[]) => findings.map(({ what }) => what);

const answers = () => ({
  unknown: problem(404, 'There is no such path.'),
  routes: Array.from({ length: 6 }, (_, number) => ({ route: `GET /${number}`, exchange: problem(401, 'Sign in.') })),
  pages: [page()],
});

test.each<[string, (seen: ReturnType<typeof answers>) => unknown, string]>([
  [
    'a route is not in the image',
    ({ routes }) => (routes[0]!.exchange = problem(404, 'There is no such path.')),
    'GET /0 is served.',
  ],
  ['a route fails', ({ routes }) => (routes[1]!.exchange = problem(500, 'Oh.')), 'GET /1 is served.'],
  ['a method is missing', ({ routes }) => (routes[2]!.exchange = problem(405, 'Not so.')), 'GET /2 is served.'],
  ['a page is missing', ({ pages }) => pages.push(page(404)), 'Every page that a page leads to is served.'],
  ['there are no routes', (seen) => (seen.routes = []), 'There are routes.'],
  ['everything is found', (seen) => (seen.unknown = page()), 'A route that there is not is said not to be there.'],
])('%s', (_what, breakIt, finding) => {
  const seen = answers();
  expect(judgeAnswers(seen)).toEqual([]);
  breakIt(seen);
  expect(words(judgeAnswers(seen))).toEqual([finding]);
});

test('a thing that nobody has is not a route that is missing', () => {
  const seen = answers();
  seen.routes[0]!.exchange = problem(404, 'You have no such task.');
  expect(judgeAnswers(seen)).toEqual([]);
});

test('health that is not good is an answer of its route; another 503 is none', () => {
  const seen = answers();
  seen.routes[0]!.exchange = exchange(503, JSON.stringify({ status: 'unavailable', checks: { database: {} } }));
  expect(judgeAnswers(seen)).toEqual([]);
  seen.routes[1]!.exchange = problem(503, 'Not now.');
  expect(words(judgeAnswers(seen))).toEqual(['GET /1 is served.']);
});

const alone = () => ({
  page: page(),
  ms: 900,
  lines: ['{"level":"warning","event":"secret_is_weak","detail":"BETTER_AUTH_SECRET has fewer than 32 characters"}'],
  hasBrowser: true,
  banner: 'The server cannot be reached.',
});

test.each<[string, Partial<ReturnType<typeof alone>>, string]>([
  ['an error', { page: page(500) }, 'The dashboard is served with nothing else set.'],
  ['late', { ms: 11_000 }, 'It is ready soon.'],
  ['silent about its secret', { lines: ['{"level":"info"}'] }, 'A weak secret is a warning in the log.'],
  ['silent about the backend', { banner: '' }, 'A banner says that no backend answers.'],
])('a frontend alone that is %s', (_what, more, finding) => {
  expect(judgeAlone(alone())).toEqual([]);
  expect(words(judgeAlone({ ...alone(), ...more }))).toEqual([finding]);
});

const aloneBackend = () => ({ health: exchange(200, '{}'), ms: 900, lines: ['{"event":"database_connected"}'] });

test.each<[string, Partial<ReturnType<typeof aloneBackend>>, string]>([
  ['unready', { health: exchange(503, '{}') }, 'The backend is ready with DATABASE_URL and BETTER_AUTH_SECRET alone.'],
  ['late', { ms: 16_000 }, 'It is ready soon.'],
  ['silent', { lines: [] }, 'It says that it has connected to its database.'],
])('a backend alone that is %s', (_what, more, finding) => {
  expect(judgeAloneBackend(aloneBackend())).toEqual([]);
  expect(words(judgeAloneBackend({ ...aloneBackend(), ...more }))).toEqual([finding]);
});

const results = (total: number) => ({
  cats: total,
  dogs: 0,
  total,
  cats_percentage: 100,
  dogs_percentage: 0,
  last_updated: '2026-01-01T00:00:00Z',
});
const survived = () => ({
  task: exchange(200, '[{"title":"Survive down and up"}]'),
  session: exchange(200, '{"session":{}}'),
  before: results(7),
  after: results(7),
  ms: 9000,
});

test.each<[string, Partial<ReturnType<typeof survived>>, string]>([
  ['a task', { task: exchange(200, '[]') }, 'A task is there after down and up.'],
  ['a session', { session: exchange(200, 'null') }, 'Who was signed in still is.'],
  ['a vote', { after: results(6) }, 'Votes are there after down and up.'],
])('%s that is lost by down and up', (_what, more, finding) => {
  expect(judgeSurvival(survived())).toEqual([]);
  expect(words(judgeSurvival({ ...survived(), ...more }))).toEqual([finding]);
});
