import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * What the session cookie says before the backend has been asked: `none` there is none, so nobody is signed in;
 * `signed` it bears this installation's signature, so somebody most likely is; `unsure` only the backend can tell.
 */
export type SessionHint = 'none' | 'signed' | 'unsure';

// The second name is Better Auth's where COOKIE_SECURE is set.
const names = ['evenkeel.session_token', '__Secure-evenkeel.session_token'];

/** Looks at a request's cookies; `secret` is the one that the backend signs them with, if it is known here. */
export function sessionHint(
  cookies: { get(name: string): { value: string } | undefined },
  secret: string | undefined,
): SessionHint {
  const value = names.map((name) => cookies.get(name)?.value).find(Boolean);
  if (!value) return 'none';
  return secret && isSigned(value, secret) ? 'signed' : 'unsure';
}

/** Better Auth's signed cookies are the value, a full stop and the value's HMAC-SHA256 in base64. */
function isSigned(cookie: string, secret: string): boolean {
  const end = cookie.lastIndexOf('.');
  const given = Buffer.from(cookie.slice(end + 1), 'base64');
  const expected = createHmac('sha256', secret).update(cookie.slice(0, end)).digest();
  return end > 0 && given.length === expected.length && timingSafeEqual(given, expected);
}
