import { randomBytes } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { z } from 'zod';
import type { Send } from './check.ts';
import { CannotTell, Unmet } from './check.ts';
import { expectThat, mustBe, read, status } from './expectations.ts';
import type { Exchange } from './exchange.ts';
import type { Placeholders } from './placeholders.ts';

/** A user that this run has made. */
export interface Account {
  id: string;
  email: string;
  password: string;
  /** The Cookie header of its session. */
  cookie: string;
  /** Its bearer token. */
  token: string;
  signUp: Exchange;
}

export interface Credentials {
  name: string;
  email: string;
  password: string;
}

export interface Accounts {
  /**
   * Two signed-in users. They are made at the first call and shared, because sign-ups are limited.
   * @throws Unmet
   */
  pair(): Promise<[Account, Account]>;
  /**
   * Two more, for the assistant: what it does to their tasks is in nobody's way.
   * @throws Unmet
   */
  assisted(): Promise<[Account, Account]>;
  /**
   * One more, with nothing yet.
   * @throws Unmet
   */
  newcomer(): Promise<Account>;
  /** Somebody may sign up with these by other means, such as a page: they are deleted at the end. */
  expect(credentials: Credentials): void;
  /** Tries to sign up. Whoever gets in is deleted at the end. */
  signUp(credentials: Credentials): Promise<Exchange>;
  /**
   * Deletes all users of this run.
   * @returns one line for each user that is still there, with the reason
   */
  deleteAll(): Promise<string[]>;
}

interface Attempt {
  credentials: Credentials;
  /** Absent: signed up, if at all, where no answer was seen. */
  sent: Promise<Exchange> | undefined;
}

/**
 * @param send reaches the frontend, also after the checks were stopped: a sign-up that is cut off may still make a
 * user, of whom nobody would then know
 */
export function createAccounts(send: Send, placeholders: Placeholders): Accounts {
  const attempts: Attempt[] = [];
  const people = new Map<string, Promise<Account>>();

  function signUp(credentials: Credentials): Promise<Exchange> {
    const sent = send('POST', '/api/auth/sign-up/email', { json: credentials });
    attempts.push({ credentials, sent });
    return sent;
  }

  function person(letter: string): Promise<Account> {
    const known = people.get(letter) ?? create(letter);
    people.set(letter, known);
    return known;
  }

  async function create(letter: string): Promise<Account> {
    const credentials = newCredentials();
    placeholders.name(credentials.password, `PASSWORD_${letter}`);
    const made = await signUp(credentials);
    const { headers } = mustBe('A new user can sign up.', made, status(200, 201));
    const cookie = cookiesOf(headers);
    placeholders.name(cookie, `COOKIE_${letter}`);
    const asked = await send('GET', '/api/auth/token', { cookie });
    mustBe('The signed-in user gets a bearer token.', asked, status(200));
    const token = read(z.object({ token: z.string() }), asked)?.token ?? '';
    placeholders.name(token, `TOKEN_${letter}`);
    const id = read(z.object({ user: z.object({ id: z.string() }) }), made)?.user.id ?? '';
    placeholders.name(id, `USER_${letter}`);
    return { ...credentials, id, cookie, token, signUp: made };
  }

  async function remove({ credentials, sent }: Attempt): Promise<string[]> {
    const answer = (await sent)?.answer;
    if (answer && answer.status >= 400 && answer.status < 500) return [];
    const { email, password } = credentials;
    let cookie = cookiesOf(answer?.headers ?? {});
    if (cookie === '') {
      const signedIn = await send('POST', '/api/auth/sign-in/email', { json: { email, password } });
      // Nobody of that name: the sign-up has come to nothing.
      if (signedIn.answer?.status === 401) return [];
      cookie = cookiesOf(signedIn.answer?.headers ?? {});
      if (cookie === '') return [`${email} (may have been made: neither sign-up nor sign-in says)`];
    }
    const deleted = await send('POST', '/api/auth/delete-user', { cookie, json: { password } });
    return expectThat('The user is deleted.', deleted, status(200)).map(
      ({ came }) => `${email} (POST /api/auth/delete-user: ${came})`,
    );
  }

  /** A clean-up that is itself broken off has deleted nobody for sure. */
  const removeOrSay = (attempt: Attempt) =>
    remove(attempt).catch(() => [`${attempt.credentials.email} (stopped before it was deleted)`]);

  return {
    pair: () => Promise.all([person('A'), person('B')]),
    assisted: () => Promise.all([person('C'), person('D')]),
    newcomer: () => person('E'),
    expect: (credentials) => void attempts.push({ credentials, sent: undefined }),
    signUp,
    deleteAll: async () => (await Promise.all(attempts.map(removeOrSay))).flat(),
  };
}

/** Nobody's address: the domain .example is reserved. */
export function newCredentials(): Credentials {
  const email = `verify-${randomBytes(8).toString('hex')}@evenkeel.example`;
  return { name: 'Verify', email, password: randomBytes(18).toString('base64url') };
}

/** The Cookie header that a browser would send after this answer. */
export function cookiesOf(headers: IncomingHttpHeaders): string {
  return (headers['set-cookie'] ?? [])
    .map((cookie) => cookie.split(';', 1)[0] ?? '')
    .filter((pair) => !pair.endsWith('='))
    .join('; ');
}

/** For checks of what users do: that they can be made at all is a matter of APP-1. */
export async function usersOf<T>(made: Promise<T>): Promise<T> {
  return made.catch((error: unknown) => {
    throw error instanceof Unmet ? new CannotTell('no signed-in user could be made: APP-1 says why') : error;
  });
}
