import { expect, test } from 'vitest';
import { returnPath, withReturn } from './return-path.ts';

test.each(['/', '/votes', '/?show=open', '/votes#x'])('%s is a place to come back to', (path) => {
  expect(returnPath(path)).toBe(path);
});

test.each([
  null,
  '',
  'votes',
  'https://evil.example/',
  '//evil.example',
  '/\\evil.example',
  '/\t/evil.example',
  '/a\\b',
  'javascript:alert(1)',
  '/sign-in',
  '/sign-up?return=/sign-in',
])('%s is not', (path) => {
  expect(returnPath(path)).toBe('/');
});

test('the start page needs no mention', () => {
  expect(withReturn('/sign-in', '/')).toBe('/sign-in');
  expect(withReturn('/sign-up', '/?show=open')).toBe('/sign-up?return=%2F%3Fshow%3Dopen');
});
