import { z } from 'zod';
import { KnownProblem } from '../known-problem.ts';
import type { DemoUser } from '../runtime/runtime.ts';
import type { Answer, Send } from './request.ts';

export interface BearerToken {
  token: string;
  userId: string;
  expiresAt: Date;
}

const tokenAnswer = z.object({ token: z.string().regex(/^[\w-]+\.[\w-]+\.[\w-]+$/) });
const claims = z.object({ sub: z.string().min(1), exp: z.number() });

interface Signing {
  user: DemoUser;
  /** Where the app tells its troubles, as the subject of a sentence. */
  log: string;
  /** Is told when the sign-out has failed. */
  warn: (message: string) => void;
}

/**
 * Signs in as the demo user, gets a bearer token, and signs out again: the token stays good until it expires.
 * @throws KnownProblem
 */
export async function demoToken(send: Send, { user, log, warn }: Signing): Promise<BearerToken> {
  const { email, password } = user;
  const signedIn = await send('POST', '/api/auth/sign-in/email', { json: { email, password } });
  const cookie = signedIn.status === 200 ? cookiesOf(signedIn) : '';
  if (cookie === '') throw refusal(signedIn, 'sign the demo user in', user, log);
  try {
    const given = await send('GET', '/api/auth/token', { cookie });
    const token = given.status === 200 ? readToken(given.body) : undefined;
    if (!token) throw refusal(given, 'give a token', user, log);
    return token;
  } finally {
    await signOut(send, cookie, warn);
  }
}

async function signOut(send: Send, cookie: string, warn: (message: string) => void): Promise<void> {
  const why = await send('POST', '/api/auth/sign-out', { cookie, json: {} }).then(
    ({ status }) => (status === 200 ? undefined : `the backend answered ${status}`),
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
  if (why !== undefined) warn(`The sign-in that was made for this could not be ended; it ends by itself. ${why}`);
}

function refusal(answer: Answer, what: string, { email, password }: DemoUser, log: string): KnownProblem {
  const { status, headers, body } = answer;
  if (status === 401) {
    return new KnownProblem(
      `The app does not know ${email} with the password that this machine has for it: it was changed, or the user was deleted.`,
      'Make it good again with `npx prisma db seed`; `evenkeel demo` shows the password.',
    );
  }
  if (status === 429) {
    const seconds = Number(headers.get('retry-after')) || 60;
    return new KnownProblem('Too many sign-ins within a minute.', `Try again in ${seconds} s.`);
  }
  const detail: unknown = Object(body).detail;
  const said = typeof detail === 'string' ? `: ${detail.slice(0, 200).replaceAll(password, '…')}` : '';
  return status >= 400 && said !== ''
    ? new KnownProblem(
        `The backend does not ${what} (${status})${said}`,
        `${log.charAt(0).toUpperCase()}${log.slice(1)} says more.`,
      )
    : new KnownProblem(
        `What answers (${status}) does not ${what} as this app's backend does.`,
        'Look which program has its port: evenkeel doctor',
      );
}

function readToken(body: unknown): BearerToken | undefined {
  const { data } = tokenAnswer.safeParse(body);
  const content = data?.token.split('.')[1] ?? '';
  try {
    const { sub, exp } = claims.parse(JSON.parse(Buffer.from(content, 'base64url').toString('utf8')));
    return data && { token: data.token, userId: sub, expiresAt: new Date(exp * 1000) };
  } catch {
    return undefined;
  }
}

function cookiesOf({ headers }: Answer): string {
  const pairs = headers.getSetCookie().map((cookie) => cookie.split(';', 1)[0] ?? '');
  return pairs.filter((pair) => !pair.endsWith('=')).join('; ');
}
