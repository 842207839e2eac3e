import type { Finding } from './check.ts';

/** A finding about what runs, not about a request. */
export function found(what: string, expected: string, came: string, where?: string): Finding[] {
  return [{ what, expected, came, ...(where !== undefined && { where }) }];
}

/** The same where a rule does not hold. */
export function unless(isRight: boolean, what: string, expected: string, came: string, where?: string): Finding[] {
  return isRight ? [] : found(what, expected, came, where);
}
