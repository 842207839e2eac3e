import { expect, test } from 'vitest';
import { dockerBytes, quantity } from './units.ts';

test.each([
  ['512m', 512 * 1024 ** 2],
  ['1g', 1024 ** 3],
  ['1.5GB', 1.5 * 1024 ** 3],
  ['2GiB', 2 * 1024 ** 3],
  ['1000', 1000],
  ['64kb', 65_536],
  ['much', undefined],
])('Docker: %s', (text, bytes) => {
  expect(dockerBytes(text)).toBe(bytes);
});

test.each([
  ['250m', 0.25],
  ['1', 1],
  ['512Mi', 512 * 1024 ** 2],
  ['1G', 1e9],
  ['1e3', 1000],
  ['0.5Gi', 512 * 1024 ** 2],
  ['1 GB', undefined],
])('Kubernetes: %s', (text, amount) => {
  expect(quantity(text)).toBe(amount);
});
