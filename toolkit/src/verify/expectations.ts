import { z } from 'zod';
import type { Finding } from './check.ts';
import { Unmet } from './check.ts';
import type { Answer, Exchange } from './exchange.ts';

interface Mismatch {
  expected: string;
  came: string;
}

/** What an answer must be; undefined when it is. */
export type Expectation = (answer: Answer, exchange: Exchange) => Mismatch | undefined;

/** The first expectation that an exchange does not meet, as a finding: those behind it often only follow from it. */
export function expectThat(what: string, exchange: Exchange, ...expectations: Expectation[]): Finding[] {
  const { answer, failure } = exchange;
  if (!answer) return [{ what, expected: 'an answer', came: failure ?? 'none', exchange }];
  for (const expectation of expectations) {
    const found = expectation(answer, exchange);
    if (found) return [{ what, ...found, exchange }];
  }
  return [];
}

/**
 * The same for what a check needs to go on.
 * @throws Unmet
 */
export function mustBe(what: string, exchange: Exchange, ...expectations: Expectation[]): Answer {
  const findings = expectThat(what, exchange, ...expectations);
  if (findings.length > 0 || !exchange.answer) throw new Unmet(findings);
  return exchange.answer;
}

export function status(...wanted: number[]): Expectation {
  return (answer) =>
    wanted.includes(answer.status) ? undefined : mismatch(`status ${wanted.join(' or ')}`, `status ${answer.status}`);
}

/** An error answer as RFC 9457 describes it, with one of these statuses. */
export function problem(...wanted: number[]): Expectation {
  return (answer, exchange) => {
    const shape = z.object({ type: z.string(), title: z.string(), status: z.literal(answer.status) });
    const mediaType = header('content-type', /^application\/problem\+json/, 'application/problem+json');
    const fits = json(shape, `a problem {type, title, status: ${answer.status}}`);
    return status(...wanted)(answer, exchange) ?? mediaType(answer, exchange) ?? fits(answer, exchange);
  };
}

/**
 * @param wanted the whole value, or a pattern
 * @param shown what the message says instead of the pattern
 */
export function header(name: string, wanted: string | RegExp, shown?: string): Expectation {
  return ({ headers }) => {
    const value = headers[name]?.toString();
    const isRight = typeof wanted === 'string' ? value === wanted : value !== undefined && wanted.test(value);
    if (isRight) return undefined;
    return mismatch(`${name}: ${shown ?? wanted}`, value === undefined ? `no header ${name}` : `${name}: ${value}`);
  };
}

export function noHeader(name: string): Expectation {
  return ({ headers }) => {
    const value = headers[name]?.toString();
    return value === undefined
      ? undefined
      : mismatch(`no header ${name}`, name === 'set-cookie' ? 'a cookie' : `${name}: ${value}`);
  };
}

export function within(limitMs: number): Expectation {
  return (_answer, { durationMs }) =>
    durationMs <= limitMs
      ? undefined
      : mismatch(`an answer within ${limitMs} ms`, `an answer after ${Math.round(durationMs)} ms`);
}

/** @param shown the shape in words or as an example */
export function json(schema: z.ZodType, shown: string): Expectation {
  return (answer) => {
    const value = parseJson(answer.body);
    if (value === undefined) return mismatch(shown, 'a body that is not JSON');
    const issue = schema.safeParse(value).error?.issues[0];
    return issue
      ? mismatch(shown, `${issue.path.join('.') || 'the body'}: ${issue.message.replace(/^Invalid input: /, '')}`)
      : undefined;
  };
}

export function body(shown: string, isRight: (text: string) => boolean): Expectation {
  return (answer) => (isRight(answer.body) ? undefined : mismatch(shown, 'another body'));
}

/** The body as the schema reads it; undefined when there is none that fits. */
export function read<T>(schema: z.ZodType<T>, exchange: Exchange): T | undefined {
  return schema.safeParse(parseJson(exchange.answer?.body ?? '')).data;
}

/** undefined when the text is not JSON. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function mismatch(expected: string, came: string): Mismatch {
  return { expected, came };
}
