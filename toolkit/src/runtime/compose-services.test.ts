import { expect, test } from 'vitest';
import type { ComposeServices } from './compose-services.ts';
import { addressOf, parseServices, webAddress } from './compose-services.ts';

const container = (Service: string, ports: [string, number, number, string?][], State = 'running') => ({
  Service,
  State,
  Project: 'app',
  Labels: 'com.docker.compose.oneoff=False,com.docker.compose.project.working_dir=/home/me/my app,a=b',
  Publishers: ports.map(([URL, TargetPort, PublishedPort, Protocol = 'tcp']) => ({
    URL,
    TargetPort,
    PublishedPort,
    Protocol,
  })),
});
const lines = (...rows: object[]) => rows.map((row) => `${JSON.stringify(row)}\n`).join('');

function services(text: string): ComposeServices {
  const found = parseServices(text);
  if (found === undefined || found === 'none') throw new Error(`It was read as ${found}.`);
  return found;
}

test('an object a line and one array, as older ones write it, are read alike', () => {
  const rows = [container('backend', [['127.0.0.1', 8000, 4180]]), container('worker', [])];
  expect(services(lines(...rows))).toEqual(services(JSON.stringify(rows)));
  expect(services(lines(...rows))).toMatchObject({ project: 'app', startedIn: '/home/me/my app' });
});

test.each([
  ['nothing at all', '', 'none'],
  ['an empty array', '[]\n', 'none'],
  ['only what has ended', lines(container('migrate', [], 'exited')), 'none'],
  ['words', 'no such command\n', undefined],
  ['half a line', '{"Service":"a"', undefined],
  ['another kind of object', '{"a":1}\n', undefined],
])('%s', (_what, text, found) => {
  expect(parseServices(text)).toBe(found);
});

test('a service is where it is published, not where it listens', () => {
  const found = services(lines(container('postgres', [['127.0.0.1', 5432, 5434]])));
  expect(addressOf(found, 'postgres', 5432)).toEqual({ host: '127.0.0.1', port: 5434 });
  expect(addressOf(found, 'backend', 8000)).toBeUndefined();
});

test('of several ports the one that is meant counts, and the only one in any case', () => {
  const both = services(
    lines(
      container('backend', [
        ['127.0.0.1', 9229, 4199],
        ['127.0.0.1', 8000, 4180],
      ]),
    ),
  );
  expect(addressOf(both, 'backend', 8000)?.port).toBe(4180);
  expect(addressOf(both, 'backend', 8080)?.port).toBe(4199);
});

test('a port that is not published, or for another protocol, is none', () => {
  const found = services(
    lines(
      container('backend', [
        ['', 8000, 0],
        ['0.0.0.0', 8000, 53, 'udp'],
      ]),
    ),
  );
  expect(addressOf(found, 'backend', 8000)).toBeUndefined();
});

test('of a service with several containers one that runs counts', () => {
  const found = services(
    lines(container('backend', [['127.0.0.1', 8000, 1]], 'exited'), container('backend', [['127.0.0.1', 8000, 4180]])),
  );
  expect(addressOf(found, 'backend')?.port).toBe(4180);
});

test.each([
  ['127.0.0.1', 'http://localhost:80'],
  ['0.0.0.0', 'http://localhost:80'],
  ['::', 'http://localhost:80'],
  ['192.0.2.7', 'http://192.0.2.7:80'],
  ['2001:db8::1', 'http://[2001:db8::1]:80'],
])('published on %s it is opened at %s', (url, address) => {
  const found = services(lines(container('frontend', [[url, 3000, 80]])));
  expect(webAddress(addressOf(found, 'frontend'))).toBe(address);
});
