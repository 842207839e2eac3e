import type { IncomingMessage } from 'node:http';

export interface Asked {
  part: 'frontend' | 'backend';
  method: string;
  path: string;
  headers: IncomingMessage['headers'];
  body: string;
}

export interface Told {
  status: number;
  headers: Record<string, string>;
  body: string;
}

export class Refusal extends Error {
  readonly told: Told;

  constructor(status: number, detail: string, headers: Record<string, string> = {}) {
    super(detail);
    const body = JSON.stringify({ type: 'about:blank', title: detail, status, detail });
    this.told = { status, headers: { 'content-type': 'application/problem+json', ...headers }, body };
  }
}

export function tell(value: unknown, status = 200, headers: Record<string, string> = {}): Told {
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(value) };
}

export function tellText(type: string, body: string, headers: Record<string, string> = {}): Told {
  return { status: 200, headers: { 'content-type': type, ...headers }, body };
}

type Rule = (value: unknown) => boolean;

/** The fields of a JSON body, all of them known and right. */
export function readFields(
  { headers, body }: Asked,
  rules: Record<string, Rule>,
  detail: string,
): Record<string, unknown> {
  if (headers['content-type'] !== 'application/json') throw new Refusal(415, 'JSON is wanted.');
  let value: Record<string, unknown>;
  try {
    value = JSON.parse(body) as Record<string, unknown>;
  } catch {
    throw new Refusal(400, 'That is no JSON.');
  }
  const areKnown = Object.keys(value).every((key) => key in rules);
  const areRight = Object.entries(rules).every(([key, rule]) => rule(value[key]));
  if (!areKnown || !areRight || Array.isArray(value)) throw new Refusal(422, detail);
  return value;
}
