import { expect, test } from 'vitest';
import { isAtLeast, readVersion } from './version.ts';

test.each([
  ['26.1.5+dfsg1', 26, 1, '26.1.5+dfsg1'],
  ['v1.34.4+k3s1', 1, 34, '1.34.4+k3s1'],
  ['v1.32.4-dispatcher', 1, 32, '1.32.4-dispatcher'],
  ['v1.30.9-gke.1009000', 1, 30, '1.30.9-gke.1009000'],
  ['Docker Compose version v2.26.1', 2, 26, '2.26.1'],
  ['Docker Compose version 2.26.1-4', 2, 26, '2.26.1-4'],
  ['Docker Compose version v2.40.3-desktop.1', 2, 40, '2.40.3-desktop.1'],
  ['docker-compose version 1.29.2, build 5becea4c', 1, 29, '1.29.2'],
  ['github.com/docker/buildx v0.13.1 788433953af10f2a698f5c07611dddce2e08c7a0', 0, 13, '0.13.1'],
  ['github.com/docker/buildx 0.13.1+ds1-3 0.13.1+ds1-3', 0, 13, '0.13.1+ds1-3'],
  ['v3.19.5+g7b8a7d3', 3, 19, '3.19.5+g7b8a7d3'],
  ['v0.33.21, built 2024-11-08', 0, 33, '0.33.21'],
  ['v0.34.0-dev, built \n', 0, 34, '0.34.0-dev'],
  ['27.0.0-rc.1', 27, 0, '27.0.0-rc.1'],
  ['Docker version 20.10.24+dfsg1, build 297e128', 20, 10, '20.10.24+dfsg1'],
  ['v1.34', 1, 34, '1.34'],
  ['minikube version: v1.34.0\ncommit: 210b148df93a80eb872ecbeb7e35281b3c582c61', 1, 34, '1.34.0'],
  ['podman version 4.9.3', 4, 9, '4.9.3'],
])('%j is version %i.%i', (text, major, minor, whole) => {
  expect(readVersion(text)).toEqual({ major, minor, text: whole });
});

test.each(['', 'library-import', 'unknown command', '2024', 'v', '7', '🐳', '123456789.1', '20240515.1', 'x1.2'])(
  '%j is no version',
  (text) => {
    expect(readVersion(text)).toBeUndefined();
  },
);

test.each([
  ['25.0.0', '25.0', true],
  ['24.9.9', '25.0', false],
  ['1.30.0', '1.30', true],
  ['1.9.0', '1.30', false],
  ['1.29.99', '1.30', false],
  ['2.0.0', '1.30', true],
  ['4.0.1', '3.14', true],
  ['v0.34.0, built 2025-03-11', '0.34.2', false],
  ['v0.34.2+dfsg1', '0.34.2', true],
  ['0.35', '0.34.2', true],
  ['0.34', '0.34.2', false],
])('%s is at least %s: %s', (text, least, expected) => {
  const version = readVersion(text);
  expect(version && isAtLeast(version, least)).toBe(expected);
});
