import { expect, test } from 'vitest';
import { readImage } from './image.ts';

test.each([
  ['redis', 'redis', 'latest'],
  ['docker.io/library/redis:8', 'redis', '8'],
  ['index.docker.io/owner/app:1.2', 'owner/app', '1.2'],
  ['localhost:5000/app', 'localhost:5000/app', 'latest'],
  ['localhost:5000/app:v1', 'localhost:5000/app', 'v1'],
  ['ghcr.io/owner/app@sha256:abc', 'ghcr.io/owner/app', 'latest'],
])('%s', (text, repository, tag) => {
  expect(readImage(text)).toMatchObject({ repository, tag });
});

test('a digest is kept beside the tag', () => {
  expect(readImage('app:1@sha256:abc')).toEqual({ repository: 'app', tag: '1', digest: 'sha256:abc' });
});
