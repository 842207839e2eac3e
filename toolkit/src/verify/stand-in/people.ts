import { randomUUID } from 'node:crypto';
import type { Flaw } from './flaw.ts';
import type { Asked, Told } from './messages.ts';
import { Refusal, tell } from './messages.ts';
import type { createTokenIssuer } from './token-issuer.ts';

interface User {
  id: string;
  email: string;
  password: string;
}

/** Sign-up, sign-in, sign-out, tokens and deletion under /api/auth. */
export function createPeople({ blindTo }: Flaw, tokens: ReturnType<typeof createTokenIssuer>) {
  const users = new Map<string, User>();
  const sessions = new Map<string, User>();
  const sees = (what: Flaw['blindTo']) => blindTo !== what;

  function open(user: User): Told {
    const id = randomUUID();
    sessions.set(id, user);
    const body = { token: id, user: { id: user.id, email: user.email } };
    return tell(body, 200, { 'set-cookie': `session=${id}; Path=/; HttpOnly` });
  }

  function signUp({ email = '', password = '' }: Partial<User>): Told {
    if (users.has(email)) throw new Refusal(422, 'That address is taken.');
    if (sees('password length') && password.length < 10) throw new Refusal(422, 'That password is too short.');
    const user = { id: randomUUID(), email, password };
    users.set(email, user);
    return open(user);
  }

  function signIn({ email = '', password }: Partial<User>): Told {
    const user = users.get(email);
    if (!user || (sees('password') && user.password !== password)) throw new Refusal(401, 'That is wrong.');
    return open(user);
  }

  return {
    users,
    answer({ method, path, headers, body }: Asked, ownOrigin: string): Told {
      const what = path.slice('/api/auth/'.length);
      const given = body === '' ? {} : (JSON.parse(body) as Partial<User>);
      if (what === 'jwks') return tell(tokens.jwks);
      if (what === 'sign-up/email') return signUp(given);
      if (what === 'sign-in/email') return signIn(given);

      const cookie = /session=([^;]+)/.exec(headers.cookie ?? '')?.[1] ?? '';
      const user = sessions.get(cookie);
      if (what === 'get-session') return tell(user ? { user: { id: user.id, email: user.email } } : null);
      if (!user) throw new Refusal(401, 'Nobody is signed in.');
      if (what === 'token') return tell({ token: tokens.issue(user.id) });
      if (method !== 'POST') throw new Refusal(405, 'Only POST.', { allow: 'POST' });
      if (sees('origin') && headers.origin !== ownOrigin) throw new Refusal(403, 'That comes from elsewhere.');
      if (what === 'delete-user' && given.password === user.password && sees('deletion')) users.delete(user.email);
      if (what === 'delete-user' && !sees('deletion')) throw new Refusal(500, 'That did not work.');
      if (sees('sign-out')) sessions.delete(cookie);
      return tell({ success: true });
    },
  };
}
