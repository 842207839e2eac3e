import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { curlCommand } from './curl.ts';
import type { Request } from './exchange.ts';
import { createPlaceholders } from './placeholders.ts';

const request: Request = {
  method: 'GET',
  url: 'http://localhost:8000/x',
  headers: {},
  body: undefined,
  isChunked: false,
};
const asIs = (text: string) => text;

/** What a shell passes on: curl itself is replaced by a function that tells its arguments and its input. */
function inShell(command: string, variables: Record<string, string> = {}): string {
  const script = `curl() { printf '%s\\n' "$@"; case "$*" in *@-*) cat;; esac; }\n${command}`;
  return execFileSync('sh', ['-c', script], { encoding: 'utf8', env: variables, maxBuffer: 4_000_000 });
}

test('a plain request is a plain command', () => {
  expect(curlCommand(request, asIs)).toBe('curl -i http://localhost:8000/x');
  expect(curlCommand({ ...request, method: 'DELETE' }, asIs)).toBe('curl -i -X DELETE http://localhost:8000/x');
  expect(curlCommand({ ...request, method: 'HEAD' }, asIs)).toBe('curl -i --head http://localhost:8000/x');
});

test('quotes, dollar signs and line ends arrive as they are', () => {
  const body = `{"title":"it's $5 \`now\`\\n"}`;
  expect(inShell(curlCommand({ ...request, method: 'POST', body }, asIs))).toContain(`\n${body}\n`);
});

test("secrets are shell variables, and the command works with one's own", () => {
  const placeholders = createPlaceholders();
  placeholders.name('s3cret', 'PASSWORD_A');
  placeholders.name('user-1', 'USER_A');
  const headers = { authorization: 'Bearer eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiJ1c2VyLTEifQ.c2ln' };
  const url = 'http://localhost:8000/api/user-1/tasks';
  const command = curlCommand({ ...request, url, headers, body: '{"password":"s3cret"}' }, placeholders.mask);
  expect(command).not.toMatch(/s3cret|user-1|eyJ/);
  const seen = inShell(command, { PASSWORD_A: 'mine', USER_A: 'me', TOKEN: 'abc' });
  expect(seen).toContain('authorization: Bearer abc\n');
  expect(seen).toContain('{"password":"mine"}\n');
  expect(seen).toContain('http://localhost:8000/api/me/tasks\n');
});

test('a long body is made by commands of a line, to the byte', () => {
  const body = `{"option":"${'x'.repeat(1_048_576)}"}`;
  const command = curlCommand({ ...request, method: 'POST', body, isChunked: true }, asIs);
  expect(command.length).toBeLessThan(250);
  expect(inShell(command)).toBe(`-i\n-H\ntransfer-encoding: chunked\n--data-binary\n@-\n${request.url}\n${body}`);
});
