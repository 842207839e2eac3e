import { generateKeyPairSync } from 'node:crypto';
import { decodeProtectedHeader, SignJWT, UnsecuredJWT, type JWTPayload } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  cookieOf,
  fromAddress,
  FRONTEND,
  PASSWORD,
  startApp,
  startAppWithDatabase,
  type TestUser,
} from '../../../test/app.ts';
import { snapshot } from '../../../test/database.ts';
import type { Answer, Call } from '../../../test/http.ts';
import { createTokenVerifier } from './tokens.ts';

let app: Awaited<ReturnType<typeof startAppWithDatabase>>;
let ada: TestUser;
beforeAll(async () => {
  app = await startAppWithDatabase();
  ada = await app.signUp('Ada');
});
afterAll(() => app.stop());

const post = (path: string, json: unknown, call: Call = {}) =>
  app.send('POST', `/api/auth/${path}`, { json, ...call, headers: { origin: FRONTEND, ...call.headers } });
const signIn = (password: string, n: number) =>
  post('sign-in/email', { email: ada.email, password }, { headers: fromAddress(n) });

/** A token as the backend itself would sign it, with other claims. */
async function genuine(payload: JWTPayload): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  const { token } = await app.dependencies.auth.api.signJWT({
    body: { payload: { iat: now, sub: ada.id, ...payload } },
  });
  return token;
}

function claims(more: JWTPayload = {}) {
  const now = Math.floor(Date.now() / 1000);
  return { sub: ada.id, iss: 'evenkeel', aud: 'evenkeel-api', iat: now, exp: now + 600, ...more };
}

describe('APP-1: sign up, sign in, sign out', () => {
  test('who signs up is signed in and gets a token for their own id', async () => {
    const session = await app.send('GET', '/api/auth/get-session', { cookie: ada.cookie });
    expect(session.json.user).toMatchObject({ id: ada.id, email: ada.email, name: 'Ada' });
    expect((await app.send('GET', ada.tasks, { token: ada.token })).status).toBe(200);
  });

  test('the session cookie is httpOnly, lax and carries the prefix of the app', async () => {
    const answer = await signIn(PASSWORD, 200);
    expect(answer.headers['set-cookie']).toEqual([
      expect.stringMatching(/^evenkeel\.session_token=[^;]+; Max-Age=\d+; Path=\/; HttpOnly; SameSite=Lax$/),
    ]);
  });

  test('signing in with the password works, also with the e-mail in capitals; with another password it does not', async () => {
    expect((await signIn(PASSWORD, 201)).status).toBe(200);
    const capitals = { email: ada.email.toUpperCase(), password: PASSWORD };
    expect((await post('sign-in/email', capitals, { headers: fromAddress(201) })).status).toBe(200);
    const wrong = await signIn('wrong horse battery', 201);
    expect(wrong.status).toBe(401);
    expect(wrong.headers['content-type']).toContain('application/problem+json');
    expect(wrong.json).toMatchObject({ title: 'Unauthorized', code: 'INVALID_EMAIL_OR_PASSWORD', status: 401 });
    expect(wrong.headers['set-cookie']).toBeUndefined();
  });

  test('after signing out the cookie gives no session and no token any more', async () => {
    const cookie = cookieOf((await signIn(PASSWORD, 202)).headers['set-cookie']);
    expect((await app.send('GET', '/api/auth/token', { cookie })).status).toBe(200);
    expect((await post('sign-out', {}, { cookie })).status).toBe(200);
    expect((await app.send('GET', '/api/auth/get-session', { cookie })).json).toBeNull();
    const token = await app.send('GET', '/api/auth/token', { cookie });
    expect(token).toMatchObject({ status: 401, json: { title: 'Unauthorized', status: 401 } });
  });

  test('who uses a session prolongs it and its cookie; who only looks on somebody’s behalf prolongs neither', async () => {
    const cookie = cookieOf((await signIn(PASSWORD, 203)).headers['set-cookie']);
    const { json } = await app.send('GET', '/api/auth/get-session', { cookie });
    const { id } = (json as { session: { id: string } }).session;
    const expiresAt = new Date(Date.now() + 5 * 86_400_000);
    await app.dependencies.database.session.update({ where: { id }, data: { expiresAt } });
    const now = async () => (await app.dependencies.database.session.findUniqueOrThrow({ where: { id } })).expiresAt;
    const looked = await app.send('GET', '/api/auth/token?disableRefresh=true', { cookie });
    expect([looked.status, looked.headers['set-cookie'], await now()]).toEqual([200, undefined, expiresAt]);
    const used = await app.send('GET', '/api/auth/token', { cookie });
    expect(used.headers['set-cookie']).toEqual([expect.stringContaining('evenkeel.session_token=')]);
    expect((await now()).getTime()).toBeGreaterThan(expiresAt.getTime());
  });

  test('a taken e-mail is refused, also with other capitals, and nothing is written', async () => {
    const before = await snapshot(app.database);
    const again = { name: 'Eve', email: ada.email.toUpperCase(), password: 'another password' };
    const answer = await post('sign-up/email', again, { headers: fromAddress(203) });
    expect(answer.status).toBe(422);
    expect(answer.json).toMatchObject({ code: 'USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL', status: 422 });
    expect(await snapshot(app.database)).toEqual(before);
  });

  test('of two who sign up at once with one e-mail one gets it, and the other is refused', async () => {
    const twin = { name: 'Twin', email: 'twin@example.com', password: PASSWORD };
    const answers = await Promise.all([204, 205].map((n) => post('sign-up/email', twin, { headers: fromAddress(n) })));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 422]));
    expect(await app.database.sql(`SELECT email FROM users WHERE email = 'twin@example.com'`)).toHaveLength(1);
  });

  test.each([
    ['nine characters', 'x'.repeat(9), 400, 'PASSWORD_TOO_SHORT'],
    ['129 characters', 'x'.repeat(129), 400, 'PASSWORD_TOO_LONG'],
    ['a NUL', 'correct\0horse battery', 422, undefined],
    ['half a surrogate pair', 'correct horse \ud800', 422, undefined],
  ])('a password of %s is refused', async (_what, password, status, code) => {
    const before = await snapshot(app.database);
    const newcomer = { name: 'Bob', email: 'bob@example.com', password };
    const answer = await post('sign-up/email', newcomer, { headers: fromAddress(206) });
    expect(answer.status, answer.text).toBe(status);
    expect(answer.headers['content-type']).toContain('application/problem+json');
    expect(answer.json.detail).toMatch(/password/i);
    expect(answer.json.code).toBe(code);
    expect(answer.text).not.toContain(password);
    expect(await snapshot(app.database)).toEqual(before);
  });

  test.each(['x'.repeat(10), 'x'.repeat(128)])('a password of 10 or of 128 characters is taken', async (password) => {
    const email = `password-${password.length}@example.com`;
    const headers = fromAddress(207);
    expect((await post('sign-up/email', { name: 'P', email, password }, { headers })).status).toBe(200);
    expect((await post('sign-in/email', { email, password }, { headers })).status).toBe(200);
  });

  test.each([
    ['a name with a NUL', { name: 'B\0b' }],
    ['an e-mail with half a surrogate pair', { email: 'bob\udc00@example.com' }],
    ['an e-mail that is none', { email: 'bob' }],
    ['a name that is a number', { name: 7 }],
    ['a password that is a number', { password: 1_234_567_890 }],
  ])('%s is refused', async (_what, change) => {
    const before = await snapshot(app.database);
    const newcomer = { name: 'Bob', email: 'bob@example.com', password: PASSWORD, ...change };
    const answer = await post('sign-up/email', newcomer, { headers: fromAddress(208) });
    expect([400, 422]).toContain(answer.status);
    expect(answer.json.detail).toMatch(new RegExp(Object.keys(change)[0] ?? '', 'i'));
    expect(await snapshot(app.database)).toEqual(before);
  });

  test('nobody can make themselves verified or choose their id', async () => {
    const newcomer = {
      name: 'Mallory',
      email: 'mallory@example.com',
      password: PASSWORD,
      id: 'demo',
      emailVerified: true,
    };
    await post('sign-up/email', newcomer, { headers: fromAddress(209) });
    const rows = await app.database.sql(
      `SELECT * FROM users WHERE id = 'demo' OR email = 'mallory@example.com' AND email_verified`,
    );
    expect(rows).toEqual([]);
  });

  test('an unknown path is 404 and a wrong method 405 with the right ones, as problems', async () => {
    expect(await app.send('GET', '/api/auth/nothing-here')).toMatchObject({
      status: 404,
      json: { title: 'Not Found' },
    });
    const wrongMethod = await app.send('GET', '/api/auth/sign-in/email');
    expect(wrongMethod).toMatchObject({ status: 405, headers: { allow: 'POST' }, json: { status: 405 } });
    expect((await app.send('DELETE', '/api/auth/token')).headers.allow).toBe('GET');
  });

  test('a GET with a body is no reason to fail', async () => {
    const answer = await app.send('GET', '/api/auth/get-session', { json: {}, cookie: ada.cookie });
    expect(answer.json.user.id).toBe(ada.id);
  });
});

describe('APP-1: pages of other origins cannot act with the cookie', () => {
  test.each([
    ['without an Origin', {}],
    ['from a foreign origin', { origin: 'https://evil.example' }],
    ['from the origin null', { origin: 'null' }],
    ['from an origin that begins alike', { origin: 'http://localhost:3000.evil.example' }],
  ])('a request with the cookie %s is 403 and the session stays', async (_what, headers) => {
    const answer = await app.send('POST', '/api/auth/sign-out', { json: {}, cookie: ada.cookie, headers });
    expect(answer).toMatchObject({ status: 403, json: { title: 'Forbidden', status: 403 } });
    expect((await app.send('GET', '/api/auth/get-session', { cookie: ada.cookie })).json.user.id).toBe(ada.id);
  });
});

test('a new secret ends sessions and tokens, and people sign in again', async () => {
  const old = await startAppWithDatabase();
  const renewed = await startApp(old.database, { BETTER_AUTH_SECRET: 'another-secret-of-more-than-32-characters' });
  try {
    const before = await old.signUp();
    expect((await renewed.send('GET', '/api/auth/token', { cookie: before.cookie })).status).toBe(401);
    expect((await renewed.send('GET', before.tasks, { token: before.token })).status).toBe(401);
    const after = await renewed.signUp();
    expect((await renewed.send('GET', after.tasks, { token: after.token })).status).toBe(200);
  } finally {
    await renewed.stop();
    await old.stop();
  }
});

describe('APP-1: only tokens of our own are believed', () => {
  const forms: [string, () => Promise<string | undefined> | string | undefined][] = [
    ['no token', () => undefined],
    ['another scheme', () => `Basic ${Buffer.from(`${ada.email}:${PASSWORD}`).toString('base64')}`],
    ['an empty token', () => 'Bearer '],
    ['two tokens', () => `Bearer ${ada.token} ${ada.token}`],
    ['garbage', () => 'Bearer not-a-token'],
    ['three parts of garbage', () => 'Bearer a.b.c'],
    ['an expired token', async () => `Bearer ${await genuine({ exp: Math.floor(Date.now() / 1000) - 1 })}`],
    ['alg none', () => `Bearer ${new UnsecuredJWT(claims()).encode()}`],
    ['a token without its signature', () => `Bearer ${ada.token.split('.').slice(0, 2).join('.')}.`],
    ['a changed payload', () => `Bearer ${withPayload(ada.token, claims({ exp: 4_000_000_000 }))}`],
    ['a wrong issuer', async () => `Bearer ${await genuine({ iss: 'somebody' })}`],
    ['a wrong audience', async () => `Bearer ${await genuine({ aud: 'another-api' })}`],
    ['no subject', async () => `Bearer ${await genuine({ sub: undefined as never })}`],
    ['a token from the future', async () => `Bearer ${await genuine({ nbf: Math.floor(Date.now() / 1000) + 60 })}`],
    [
      'HS256 keyed with the public key',
      async () => {
        const { keys } = (await app.send('GET', '/api/auth/jwks')).json as { keys: { kid: string; x: string }[] };
        const { kid, x } = keys[0]!;
        const token = new SignJWT(claims()).setProtectedHeader({ alg: 'HS256', kid });
        return `Bearer ${await token.sign(Buffer.from(x, 'base64url'))}`;
      },
    ],
    [
      'a foreign key under our key id',
      async () => {
        const { privateKey } = generateKeyPairSync('ed25519');
        const { kid = '' } = decodeProtectedHeader(ada.token);
        return `Bearer ${await new SignJWT(claims()).setProtectedHeader({ alg: 'EdDSA', kid }).sign(privateKey)}`;
      },
    ],
    [
      'a foreign key that the token brings along',
      async () => {
        const { privateKey, publicKey } = generateKeyPairSync('ed25519');
        const jwk = publicKey.export({ format: 'jwk' }) as { kty: string };
        return `Bearer ${await new SignJWT(claims()).setProtectedHeader({ alg: 'EdDSA', jwk }).sign(privateKey)}`;
      },
    ],
  ];

  test.each(forms)('%s is 401 with a challenge and nothing is written', async (_what, make) => {
    const before = await snapshot(app.database);
    const authorization = await make();
    const headers = authorization === undefined ? {} : { authorization };
    const answer = await app.send('POST', ada.tasks, { json: { title: 'Forged' }, headers });
    expect(answer.status, answer.text).toBe(401);
    expect(answer.headers['content-type']).toContain('application/problem+json');
    expect(answer.headers['www-authenticate']).toMatch(/^Bearer/);
    expect(answer.json).toMatchObject({ title: 'Unauthorized', detail: expect.stringContaining('/api/auth/token') });
    expect(await snapshot(app.database)).toEqual(before);
  });

  test('a token that never expires is not believed, though its signature is genuine', async () => {
    // The library always sets an expiry, so this one is signed with the key itself.
    const context = await app.dependencies.auth.$context;
    const { resolveSigningKey } = await import('better-auth/plugins/jwt');
    const key = await resolveSigningKey({ context } as never, {});
    const { exp: _left, ...endless } = claims();
    const sign = (payload: JWTPayload) =>
      new SignJWT(payload).setProtectedHeader({ alg: 'EdDSA', kid: key!.kid }).sign(key!.privateKey);
    expect((await app.send('GET', ada.tasks, { token: await sign(claims()) })).status).toBe(200);
    expect((await app.send('GET', ada.tasks, { token: await sign(endless) })).status).toBe(401);
  });

  test('the scheme may be written in any case', async () => {
    expect((await app.send('GET', ada.tasks, { headers: { authorization: `bearer ${ada.token}` } })).status).toBe(200);
  });

  test('the token of an account that was deleted creates nothing', async () => {
    const gone = await app.signUp('Gone');
    expect((await post('delete-user', { password: PASSWORD }, { cookie: gone.cookie })).status).toBe(200);
    const answer = await app.send('POST', gone.tasks, { token: gone.token, json: { title: 'From the grave' } });
    expect(answer).toMatchObject({ status: 401, json: { detail: 'This account no longer exists.' } });
    expect(await app.database.sql('SELECT * FROM tasks WHERE user_id = $1', [gone.id])).toEqual([]);
  });

  test('a key that was made after the others were read is accepted, and the old one still is', async () => {
    let now = Date.now();
    let reads = 0;
    const { auth } = app.dependencies;
    const verify = createTokenVerifier(
      { issuer: 'evenkeel', audience: 'evenkeel-api' },
      () => (reads++, auth.api.getJwks()),
      () => now,
    );
    await verify(ada.token);
    await app.database.sql(`UPDATE jwks SET expires_at = now() - interval '1 minute'`);
    const { token } = (await app.send('GET', '/api/auth/token', { cookie: ada.cookie })).json as { token: string };
    expect(decodeProtectedHeader(token).kid).not.toBe(decodeProtectedHeader(ada.token).kid);
    now += 1_001;
    expect((await verify(token)).id).toBe(ada.id);
    expect((await verify(ada.token)).id).toBe(ada.id);
    expect(reads).toBe(2);
  });
});

describe('APP-1: guessing passwords', () => {
  test('a hundred sign-ins with a wrong password end in 429 and never fail; who is signed in notices nothing', async () => {
    const guesses: Answer[] = [];
    for (let n = 0; n < 100; n += 10) {
      const ten = Array.from({ length: 10 }, (_, index) => signIn(`wrong password ${n + index}`, 210));
      guesses.push(...(await Promise.all(ten)));
    }
    const statuses = guesses.map(({ status }) => status);
    expect(new Set(statuses)).toEqual(new Set([401, 429]));
    expect(statuses.filter((status) => status === 401).length).toBeLessThanOrEqual(10);
    const refused = guesses.find(({ status }) => status === 429)!;
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    expect(refused.headers['content-type']).toContain('application/problem+json');
    expect(refused.json).toMatchObject({ title: 'Too Many Requests', status: 429 });
    // Also with the right password from there, but not from elsewhere.
    expect((await signIn(PASSWORD, 210)).status).toBe(429);
    expect((await signIn(PASSWORD, 211)).status).toBe(200);
    expect((await app.send('GET', ada.tasks, { token: ada.token })).status).toBe(200);
  });

  test('a header of the client does not change its address', async () => {
    const guess = (n: number) =>
      post(
        'sign-in/email',
        { email: ada.email, password: 'wrong password' },
        {
          headers: { ...fromAddress(212), 'x-evenkeel-client-address': `10.9.9.${n}`, 'x-real-ip': `10.9.8.${n}` },
        },
      );
    const statuses: number[] = [];
    for (let n = 0; n < 12; n += 1) statuses.push((await guess(n)).status);
    expect(statuses.at(-1)).toBe(429);
  });
});

function withPayload(token: string, payload: object): string {
  const [header, , signature] = token.split('.');
  return [header, Buffer.from(JSON.stringify(payload)).toString('base64url'), signature].join('.');
}
