import { setTimeout as pause } from 'node:timers/promises';
import type { Flaw } from './flaw.ts';
import type { Asked, Told } from './messages.ts';
import { Refusal } from './messages.ts';

/** What is wrong, the finding that must say so, and how the stand-in is made so. */
export type Row = [flaw: string, finding: string, Flaw];
type Change = (told: Told, asked: Asked) => unknown;

const HEALTH = '/api/health';
const VOTE = '/api/vote';
const RESULTS = '/api/results';
const TASKS = /^\/api\/[^/]+\/tasks$/;
const TASK = /^\/api\/[^/]+\/tasks\/./;
const policy = 'content-security-policy';

/** Flaws that a look at a running copy shows, by the ids of the checks that must see them: those and no others. */
export const flaws: Record<string, Row[]> = {
  'RUN-3': [
    ['/health is missing', 'The frontend answers the same at /health.', { lacks: '/health' }],
    [
      'the frontend asks others for its health',
      'The frontend is well',
      at('frontend', HEALTH, rewrite('}', ',"checks":{}}')),
    ],
    ['health is slow', 'The backend says at /livez that it lives', at('backend', '/livez', () => pause(1050))],
    [
      'health says ok with a dead database',
      'The backend is well',
      at('backend', HEALTH, rewrite('"database":{"status":"ok"', '"database":{"status":"failed"')),
    ],
    [
      'health leaves the votes out',
      'The backend is well',
      at('backend', HEALTH, rewrite(',"votes":{"status":"ok"}', '')),
    ],
    [
      'liveness asks others',
      'The backend says at /livez that it lives',
      at('backend', '/livez', rewrite('}', ',"checks":{}}')),
    ],
    ['health can be posted to', 'Health is read only.', at('frontend', HEALTH, onlyFor('POST', replaceBy(404)))],
  ],
  'RUN-3 VOTE-3': [
    ['health says ok while nothing works', 'What the backend calls well works', at('backend', RESULTS, replaceBy(503))],
  ],
  'RUN-4': [
    ['/docs is missing', '/docs is a page.', { lacks: '/docs' }],
    [
      'the docs load a script from elsewhere',
      'The page and all it loads',
      at('backend', '/docs', rewrite('/docs.js', 'https://cdn.example/docs.js')),
    ],
    [
      'a style sheet loads from elsewhere',
      'The page and all it loads',
      at('backend', '/docs.css', rewrite('data:image/png;base64,AA', '//cdn.example/font')),
    ],
    ['a file of the docs is missing', 'What the page loads is there.', { lacks: '/docs.css' }],
    [
      'the docs show no document',
      'The page names the OpenAPI document',
      at('backend', '/docs.js', rewrite('url:', 'spec:')),
    ],
    [
      'the document is of another version',
      'The document is OpenAPI 3.1',
      at('backend', '/openapi.json', rewrite('3.1.0', '3.0.3')),
    ],
    [
      'the document lacks a method',
      'The document is OpenAPI 3.1',
      at('backend', '/openapi.json', rewrite('"patch"', '"put"')),
    ],
  ],
  'RUN-9': [
    [
      'errors lack a header',
      'Every answer has the security headers.',
      { alter: (told) => told.status >= 400 && delete told.headers['x-frame-options'] },
    ],
    [
      'a file lacks its policy',
      'Every answer has the security headers.',
      at('backend', '/openapi.json', (told) => delete told.headers[policy]),
    ],
    [
      'inline scripts are allowed',
      'Every answer has the security headers.',
      at('frontend', '/', (told) => (told.headers[policy] += " 'unsafe-inline'")),
    ],
    [
      'a production page may use eval',
      'Every answer has the security headers.',
      at('frontend', '/', (told) => (told.headers[policy] += " 'unsafe-eval'")),
    ],
    [
      'a script lacks the nonce',
      'The scripts of a page carry the nonce',
      at('frontend', '/', (told) => (told.body += '<script>1</script>')),
    ],
    ['all pages share a nonce', 'Each page has a nonce of its own.', at('frontend', '/', shareNonce)],
    ['any length is read', 'A body over 1048576 bytes is refused.', { bodyLimit: () => Infinity }],
    [
      'a body without a length is read to its end',
      'A body over 1048576 bytes is refused.',
      { bodyLimit: (isChunked) => (isChunked ? Infinity : 1_048_576) },
    ],
    ['the limit is a byte too low', 'A body of 1048576 bytes is still read.', { bodyLimit: () => 1_048_575 }],
    [
      'every origin is allowed',
      'A preflight from a foreign origin is refused.',
      { alter: (told, { method }) => method === 'OPTIONS' && (told.status = 200) },
    ],
    [
      'any page may read',
      'A page of a foreign origin cannot read answers.',
      at('backend', RESULTS, (told) => (told.headers['access-control-allow-origin'] = '*')),
    ],
    [
      'refusals cannot be read by the own page',
      "The frontend's pages can read refusals too.",
      { alter: (told) => told.status === 401 && delete told.headers['access-control-allow-origin'] },
    ],
  ],
  'APP-1 APP-2 APP-3 APP-4 APP-5 APP-7 APP-8': [
    ['sign-up is missing', 'A new user can sign up.', { lacks: '/api/auth/sign-up/email' }],
  ],
  'APP-1': [
    ['any password will do', 'A wrong password is refused.', { blindTo: 'password' }],
    ['short passwords are taken', 'A password of nine characters is refused.', { blindTo: 'password length' }],
    [
      'the origin of a change is not looked at',
      'A cookie with a foreign Origin changes nothing.',
      { blindTo: 'origin' },
    ],
    ['sign-out leaves the session', 'After signing out the cookie is worth nothing.', { blindTo: 'sign-out' }],
    ['the token says how it is signed', 'The API refuses a token with "alg": "none".', { blindTo: 'algorithm' }],
    [
      'the public key is taken as a secret',
      'The API refuses a token whose HS256 secret is the public key.',
      { blindTo: 'algorithm' },
    ],
    ['the audience is ignored', 'The API refuses a token for another audience.', { blindTo: 'audience' }],
    ['the issuer is ignored', 'The API refuses a token of another issuer.', { blindTo: 'issuer' }],
    ['a token needs no sub', 'The API refuses a token without sub.', { blindTo: 'subject' }],
    [
      'a refusal names no scheme',
      'The API refuses a request without a token.',
      at('backend', TASKS, (told) => delete told.headers['www-authenticate']),
    ],
  ],
  'APP-1 APP-7': [
    ['a token need not expire', 'The API refuses a token that never expires.', { blindTo: 'expiry' }],
    ['expiry is ignored', 'The API refuses a token that expired an hour ago.', { blindTo: 'expiry' }],
    ['signatures are not checked', 'The API refuses a token of a foreign key.', { blindTo: 'signature' }],
  ],
  'APP-2': [
    ['any signed-in user may use any address', "Another user's address is refused.", { blindTo: 'address' }],
    ['any task is found under any address', "Another user's task is not to be found.", { blindTo: 'owner' }],
    [
      "another user's task is forbidden, not absent",
      "Another user's task is not to be found.",
      at('backend', TASK, (told) => told.status === 404 && replaceBy(403)(told)),
    ],
    [
      'the list has the oldest first',
      'All tasks are listed, the newest first.',
      at('backend', TASKS, onlyFor('GET', reverseList)),
    ],
    [
      'a task has a field more',
      'A new task is answered as it was saved.',
      at('backend', TASKS, onlyFor('POST', rewrite('}', ',"owner":"x"}'))),
    ],
    [
      'text is damaged',
      'A new task is answered as it was saved.',
      at('backend', TASKS, onlyFor('POST', rewrite('שלום', '????'))),
    ],
    [
      'the task routes know no 405',
      'A method that is not there is named so.',
      at('backend', TASKS, onlyFor('PUT', replaceBy(404))),
    ],
    [
      'bad input is an error of the server',
      'A title with a NUL byte is refused.',
      at('backend', TASKS, (told, { body }) => body.includes(String.raw`\u0000`) && replaceBy(500)(told)),
    ],
  ],
  'VOTE-1': [
    [
      'a vote for birds is taken',
      'Birds is no vote.',
      at('backend', VOTE, (told, { body }) => body.includes('birds"}') && replaceBy(201)(told)),
    ],
    [
      'a refusal does not say what is allowed',
      'Birds is no vote.',
      at('backend', VOTE, rewrite(/cats or dogs/g, 'else')),
    ],
    [
      'a problem has no content type of its own',
      'Birds is no vote.',
      at('backend', VOTE, (told) => told.status === 422 && (told.headers['content-type'] = 'application/json')),
    ],
    [
      'a problem says another status',
      'Birds is no vote.',
      at('backend', VOTE, rewrite('"status":422', '"status":400')),
    ],
    ['votes know no 405', 'Votes are not cast by reading.', at('backend', VOTE, onlyFor('GET', replaceBy(404)))],
  ],
  'VOTE-3': [
    ['results do not sum', 'The numbers add up.', at('backend', RESULTS, rewrite('"total":0', '"total":1'))],
    [
      'results may not be kept',
      'Whoever asks may keep the answer',
      at('backend', RESULTS, (told) => (told.headers['cache-control'] = 'no-store')),
    ],
    ['results are not JSON', 'Results can be read.', at('backend', RESULTS, (told) => (told.body = '<html>'))],
  ],
};

/** Flaws that only votes show. */
export const flawsWithVotes: Record<string, Row[]> = {
  'VOTE-1': [
    ['an option may be written anyhow', 'Cats in capitals is no vote.', { blindTo: 'vote option' }],
    [
      'a receipt has always the same id',
      'Every vote has its own id.',
      at('backend', VOTE, rewrite(/"stream_id":"[^"]+"/, '"stream_id":"1-0"')),
    ],
  ],
  'VOTE-3': [['the server keeps no results', 'The server keeps its answer for two seconds.', { keepsResultsMs: 0 }]],
  'VOTE-5': [
    [
      'one vote is lost',
      'The results grow by exactly the acknowledged votes.',
      { countVote: (number) => (number === 25 ? 0 : 1) },
    ],
    [
      'one vote counts twice',
      'The results grow by exactly the acknowledged votes.',
      { countVote: (number) => (number === 25 ? 2 : 1) },
    ],
  ],
};

/** Alters the answers of one address of one part. */
export function at(part: Asked['part'], path: string | RegExp, change: Change): Flaw {
  const isMeant = (asked: Asked) =>
    asked.part === part && (typeof path === 'string' ? asked.path === path : path.test(asked.path));
  return { alter: (told, asked) => (isMeant(asked) ? change(told, asked) : undefined) };
}

export function replaceBy(status: number): (told: Told) => void {
  return (told) => {
    const { headers, body } = new Refusal(status, 'Something else.').told;
    Object.assign(told, { status, headers: { ...told.headers, ...headers }, body });
  };
}

export function rewrite(from: string | RegExp, to: string): Change {
  return (told) => (told.body = told.body.replace(from, to));
}

export function onlyFor(method: string, change: Change): Change {
  return (told, asked) => (asked.method === method ? change(told, asked) : undefined);
}

function reverseList(told: Told): void {
  if (told.status === 200) told.body = JSON.stringify((JSON.parse(told.body) as unknown[]).toReversed());
}

function shareNonce(told: Told): void {
  told.headers[policy] = "default-src 'self'; script-src 'nonce-1'";
  told.body = '<script nonce="1"></script>';
}
