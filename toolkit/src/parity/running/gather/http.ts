import { setTimeout as pause } from 'node:timers/promises';
import type { RunningCopy } from '../../../runtime/runtime.ts';
import { errorCode } from '../../../system/files.ts';
import type { RunningSettings } from '../../settings.ts';
import type { Answered, Seen, Snapshot } from '../snapshot.ts';
import { leftOut, seen, unseen } from '../snapshot.ts';

export type Addresses = Pick<RunningCopy, 'frontend' | 'backend'>;

/** A development server makes a page when it is first asked for. */
const LIMIT_MS = 30_000;
/** A busy machine may fail once: what it says when it is asked again counts. */
const AGAIN_MS = [500, 2000];

/** Between one program and the next, and no part of what is said. */
const HOP = new Set(['connection', 'keep-alive', 'transfer-encoding', 'content-length', 'content-encoding', 'date']);
/** Another each time: that they are there is compared, not what they are. */
const CHANGING =
  /^(?:set-cookie|etag|last-modified|age|expires|server-timing|x-request-id|x-correlation-id|(?:x-)?ratelimit.*|retry-after)$/;

/** What a copy says of its API, and how it answers. */
export async function answersOf(
  addresses: Addresses,
  { openapi, headers }: RunningSettings,
): Promise<Pick<Snapshot, 'openapi' | 'answers'>> {
  const [document] = Object.entries(openapi);
  const asked = Object.entries(headers).flatMap(([service, paths]) => paths.map((path) => ({ service, path })));
  return {
    openapi: document
      ? await documentOf(addresses, document[0], document[1])
      : leftOut('left out: evenkeel.yaml does not say where it is (parity.running.openapi)'),
    answers:
      asked.length === 0
        ? leftOut('left out: evenkeel.yaml does not say which answers (parity.running.headers)')
        : await allAnswers(addresses, asked),
  };
}

async function documentOf(addresses: Addresses, service: string, path: string): Promise<Seen<unknown>> {
  const answer = await get(addresses, service, path);
  if ('why' in answer) return unseen(answer.why);
  if (answer.status !== 200) return unseen(`${service} answers ${path} with ${answer.status}`);
  try {
    return seen(JSON.parse(withoutAddresses(answer.body, addresses)));
  } catch {
    return unseen(`what ${service} answers at ${path} is no JSON`);
  }
}

async function allAnswers(addresses: Addresses, asked: { service: string; path: string }[]): Promise<Seen<Answered[]>> {
  const answers: Answered[] = [];
  for (const { service, path } of asked) {
    const answer = await get(addresses, service, path);
    if ('why' in answer) return unseen(answer.why);
    const { status, headers } = answer;
    answers.push({ name: `${service} ${path}`, status, headers: plainHeaders(headers, addresses) });
  }
  return seen(answers);
}

type Got = { status: number; headers: Headers; body: string } | { why: string };

async function get(addresses: Addresses, service: string, path: string): Promise<Got> {
  let got = await getOnce(addresses, service, path);
  for (const wait of AGAIN_MS) {
    if ('why' in got || got.status < 500) return got;
    await pause(wait);
    got = await getOnce(addresses, service, path);
  }
  return got;
}

async function getOnce(addresses: Addresses, service: string, path: string): Promise<Got> {
  const base = service === 'frontend' ? addresses.frontend : addresses.backend;
  if (base === undefined) return { why: `its ${service} cannot be reached from this machine` };
  try {
    const answer = await fetch(`${base}${path}`, {
      // As a page of the copy asks: an answer then says who may read it.
      headers: addresses.frontend === undefined ? {} : { origin: addresses.frontend },
      redirect: 'manual',
      signal: AbortSignal.timeout(LIMIT_MS),
    });
    return { status: answer.status, headers: answer.headers, body: await answer.text() };
  } catch (error) {
    const code = error instanceof Error ? (errorCode(error.cause) ?? error.name) : String(error);
    return { why: `${base}${path} gives no answer (${code})` };
  }
}

/** Without what stands for one answer or one copy alone: ids, nonces, its own addresses. */
export function plainHeaders(headers: Headers, addresses: Addresses): Record<string, string> {
  return Object.fromEntries(
    [...headers]
      .filter(([name]) => !HOP.has(name))
      .map(([name, value]) => [name, CHANGING.test(name) ? '…' : plainValue(withoutAddresses(value, addresses))]),
  );
}

const plainValue = (text: string) =>
  text
    .replaceAll(/nonce-[\w+/=-]+/g, 'nonce-…')
    .replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi, '…');

/** Each copy has addresses of its own, and says them. */
export function withoutAddresses(text: string, addresses: Addresses): string {
  return Object.entries(addresses).reduce((left, [name, url]) => {
    const port = url === undefined ? '' : new URL(url).port;
    if (url === undefined || port === '') return url === undefined ? left : left.replaceAll(url, `<${name}>`);
    return left.replaceAll(
      new RegExp(String.raw`https?://(?:localhost|127\.0\.0\.1|\[::1\]):${port}(?!\d)`, 'g'),
      `<${name}>`,
    );
  }, text);
}
