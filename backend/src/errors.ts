import { STATUS_CODES } from 'node:http';
import { z } from 'zod';
import { databaseFailure } from './platform/database-failure.ts';

/** Every error answer of the API, as RFC 9457 describes it; `errors` names the fields that broke a rule. */
export const Problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string().optional(),
    errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
    request_id: z.string().optional(),
  })
  .meta({ id: 'Problem' });
export type Problem = z.infer<typeof Problem>;

/** A failure with an answer of its own. `detail` is shown to people: it says what happened and what to do. */
export class HttpProblem extends Error {
  status: number;
  errors: Problem['errors'];
  headers: Record<string, string>;
  /** The program means to answer so: nothing has failed, whatever the status. */
  isMeant: boolean;

  constructor(
    status: number,
    detail: string,
    more: { errors?: Problem['errors']; headers?: Record<string, string>; cause?: unknown; isMeant?: boolean } = {},
  ) {
    super(detail, { cause: more.cause });
    this.name = 'HttpProblem';
    this.status = status;
    this.errors = more.errors;
    this.headers = more.headers ?? {};
    this.isMeant = more.isMeant ?? false;
  }
}

const parserFailures: Record<string, [number, string]> = {
  'entity.parse.failed': [400, 'The body is not valid JSON.'],
  'entity.too.large': [413, 'The body is larger than 1,048,576 bytes.'],
  'encoding.unsupported': [
    415,
    'The body has an encoding that is not supported: send it plain, or with gzip, deflate or br.',
  ],
  'charset.unsupported': [415, 'The body must be UTF-8.'],
  'request.size.invalid': [400, 'The body is shorter or longer than Content-Length says.'],
  'request.aborted': [400, 'The request ended before its body was complete.'],
};

// A megabyte of unknown fields shall not come back as several, and not fill the log.
const RULES_TOLD = 20;

/** The rules that a value broke, in words, with the path of each field; never the value. */
export function brokenRules(error: z.ZodError): NonNullable<Problem['errors']> {
  const rules = error.issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => ({
          path: [...issue.path, key].join('.').slice(0, 100),
          message: 'is not a known field',
        }))
      : [{ path: issue.path.join('.'), message: issue.message }],
  );
  return rules.slice(0, RULES_TOLD);
}

export const notJson = () => new HttpProblem(415, 'The body must be JSON: send Content-Type: application/json.');

export function wrongMethod(method: string, allowed: Iterable<string>): HttpProblem {
  const allow = [...allowed].toSorted().join(', ');
  return new HttpProblem(405, `${method} is not possible here, only ${allow}.`, { headers: { Allow: allow } });
}

/** The answer for anything that was thrown while a request was handled. Unknown failures tell their cause to the log only. */
export function toProblem(error: unknown): HttpProblem {
  if (error instanceof HttpProblem) return error;
  if (error instanceof z.ZodError) {
    const errors = brokenRules(error);
    const detail = errors.map(({ path, message }) => `${path || 'The body'} ${message}`).join('; ');
    return new HttpProblem(422, `${detail}.`, { errors });
  }
  const { type, status } = (error ?? {}) as { type?: string; status?: number };
  const parserFailure = type === undefined ? undefined : parserFailures[type];
  if (parserFailure) return new HttpProblem(parserFailure[0], parserFailure[1], { cause: error });
  if (error instanceof URIError) return new HttpProblem(400, 'The address has a broken percent-encoding.');
  if (status === 400) {
    return new HttpProblem(400, 'The body cannot be read: is it in the encoding that its headers name?', {
      cause: error,
    });
  }
  const failure = databaseFailure(error);
  if (failure) {
    const headers = { 'Retry-After': failure === 'away' ? '2' : '60' };
    const detail =
      failure === 'away'
        ? 'The database cannot be reached. Try again in a moment.'
        : 'The database has no disk space left. Nothing was saved.';
    return new HttpProblem(503, detail, { headers, cause: error });
  }
  return new HttpProblem(500, 'Something went wrong on our side. Try again; the request id helps to find the cause.', {
    cause: error,
  });
}

/** The body of an error answer. */
export function problemBody(problem: HttpProblem, requestId: string | undefined): Problem {
  return {
    type: 'about:blank',
    title: STATUS_CODES[problem.status] ?? 'Error',
    status: problem.status,
    detail: problem.message,
    ...(problem.errors ? { errors: problem.errors } : {}),
    ...(requestId ? { request_id: requestId } : {}),
  };
}
