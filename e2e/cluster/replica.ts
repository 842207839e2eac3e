import { spawn } from 'node:child_process';
import type { Namespace } from './namespace.ts';

interface Question {
  token: string;
  path: string;
  /** Sent as JSON, by POST. */
  body?: object;
  /** The answer is read until it has this text, not to its end. */
  until?: string;
  /** A text of the answer with which `isReady` is so. */
  ready?: string;
}

/** Asks one replica of the backend, whichever the Service would choose: from inside its pod. */
export function atReplica(copy: Namespace, pod: string, { token, path, body, until, ready }: Question) {
  // The token goes by the pipe: command lines can be read by others.
  const args = ['exec', '--stdin', pod, '--', '/nodejs/bin/node', '--input-type=module', '--eval', ASK];
  const child = spawn(copy.programs.kubectl, args, { env: copy.env, stdio: ['pipe', 'pipe', 'pipe'] });
  child.stdin.end(JSON.stringify({ token, path, body, until }));
  let said = '';
  let failed = '';
  let told: () => void;
  const isReady = new Promise<void>((resolve) => (told = resolve));
  child.stdout.setEncoding('utf8').on('data', (part: string) => {
    said += part;
    if (ready !== undefined && said.includes(ready)) told();
  });
  child.stderr.setEncoding('utf8').on('data', (part: string) => (failed += part));
  const text = new Promise<string>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => (code === 0 ? resolve(said) : reject(new Error(`${pod}: ${failed}${said}`))));
  });
  // Who waits for it to be ready hears of a failure, too.
  return { text, isReady: Promise.race([isReady, text]) };
}

const ASK = `
import { text } from 'node:stream/consumers';
const { token, path, body, until } = JSON.parse(await text(process.stdin));
const answer = await fetch('http://127.0.0.1:8000' + path, {
  method: body ? 'POST' : 'GET',
  headers: { authorization: 'Bearer ' + token, 'content-type': 'application/json' },
  body: body && JSON.stringify(body),
  signal: AbortSignal.timeout(30_000),
});
let said = '';
for await (const part of answer.body.pipeThrough(new TextDecoderStream())) {
  process.stdout.write(part);
  said += part;
  if (until && said.includes(until)) break;
}
process.exit(answer.ok ? 0 : 1);
`;
