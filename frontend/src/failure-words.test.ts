import { expect, test } from 'vitest';
import { Refused, SessionEnded, Unreachable } from './api-client.ts';
import { failureWords } from './failure-words.ts';

test.each([
  [new Unreachable(), 'The server cannot be reached.'],
  [new SessionEnded(), 'Your session has ended. Sign in again, then try again.'],
  [new Refused(404, undefined, undefined), 'It was deleted elsewhere.'],
  [new Refused(429, undefined, 7), 'Too many requests. Try again in 7 seconds.'],
  [new Refused(429, undefined, 1), 'Too many requests. Try again in a second.'],
  [
    new Refused(503, { title: 'Service Unavailable', status: 503, detail: 'secret detail' }, 5),
    'The server has a problem right now.',
  ],
  [
    new Refused(
      422,
      { title: 'x', status: 422, errors: [{ path: 'title', message: 'has a character that cannot be stored' }] },
      undefined,
    ),
    'Title has a character that cannot be stored.',
  ],
  [
    new Refused(403, { title: 'Forbidden', status: 403, detail: 'This belongs to somebody else.' }, undefined),
    'This belongs to somebody else.',
  ],
  [new TypeError('x is undefined'), 'Something went wrong on this page.'],
])('%s is told in words', (error, words) => {
  expect(failureWords(error)).toBe(words);
});
