import { expect, test } from 'vitest';
import { createPlaceholders } from './placeholders.ts';

test('what has a name is shown by it, the longest first', () => {
  const { name, mask } = createPlaceholders();
  name('user-1', 'USER_A');
  name('cookie-of-user-1', 'COOKIE_A');
  name('', 'EMPTY');
  expect(mask('/api/user-1/tasks with cookie-of-user-1, twice user-1')).toBe(
    '/api/$USER_A/tasks with $COOKIE_A, twice $USER_A',
  );
});

test.each([
  ['{"token":"o77FdfBvl8UjTFaV","user":{"id":"1"}}', '{"token":"…","user":{"id":"1"}}'],
  ['{"token" : "eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiIxIn0.c2ln"}', '{"token" : "$TOKEN"}'],
  [
    'came eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiIxIn0.c2ln-_x, and eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.',
    'came $TOKEN, and $TOKEN',
  ],
  ['{"token":"short"}', '{"token":"short"}'],
])('a secret that nobody has named is not shown either: %s', (text, shown) => {
  expect(createPlaceholders().mask(text)).toBe(shown);
});
