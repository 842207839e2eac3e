import { z } from 'zod';
import type { Account, Credentials } from '../accounts.ts';
import { cookiesOf, newCredentials } from '../accounts.ts';
import type { CheckContext } from '../check.ts';
import { CannotTell, defineCheck } from '../check.ts';
import type { Expectation } from '../expectations.ts';
import { body, expectThat, header, json, mustBe, noHeader, problem, read, status } from '../expectations.ts';
import type { Exchange } from '../exchange.ts';
import type { BadToken, Claims } from '../tokens.ts';
import { decodeToken, forgedTokens, rightlySignedBadTokens } from '../tokens.ts';

const AUTH = '/api/auth';
const publicKeys = z.object({
  keys: z.array(z.looseObject({ kty: z.literal('OKP'), crv: z.literal('Ed25519'), x: z.string() })).min(1),
});
const refusedToken = [problem(401), header('www-authenticate', /^Bearer/, 'Bearer')];

export const onlyItsOwnTokensOpenTheApi = defineCheck({
  id: 'APP-1',
  title: 'Only tokens of its own open the API',
  turn: 'together',
  leavesOut: ({ hasSigningKey }) =>
    hasSigningKey
      ? []
      : [
          'rightly signed tokens that expired or are for another audience or issuer: needs --signing-key FILE, or --start',
        ],

  async gather(context) {
    const [own, other] = await context.accounts.pair();
    return {
      own,
      session: await signInAndOut(context, own),
      refusals: await tryToSignUp(context, own),
      tokens: await tryTokens(context, own, other),
    };
  },

  judge({ own, session, refusals, tokens }) {
    const email = z.object({ user: z.object({ id: z.literal(own.id), email: z.literal(own.email) }) });
    const nobody = [status(200), body('null: nobody is signed in', (text) => text === 'null')];
    return [
      ...expectThat('Who signs up is told who they are.', own.signUp, json(email, '{"user":{"id","email"}}')),
      ...expectThat('The session is known.', session.before, status(200), json(email, '{"user":{"id","email"}}')),
      ...expectThat('A wrong password is refused.', session.wrongPassword, problem(401), noHeader('set-cookie')),
      ...expectThat('A cookie without an Origin changes nothing.', session.withoutOrigin, problem(403)),
      ...expectThat('A cookie with a foreign Origin changes nothing.', session.foreignOrigin, problem(403)),
      ...expectThat('Signing out works.', session.signOut, status(200)),
      ...expectThat('After signing out the cookie is worth nothing.', session.after, ...nobody),
      ...expectThat('After signing out there is no token.', session.tokenAfter, problem(401)),
      ...expectThat('Without a session there is no token.', session.tokenWithout, problem(401)),
      ...expectThat(
        'A second user with the same address is refused.',
        refusals.sameEmail,
        problem(400, 409, 422),
        noHeader('set-cookie'),
      ),
      ...expectThat(
        'A password of nine characters is refused.',
        refusals.weakPassword,
        problem(400, 422),
        noHeader('set-cookie'),
      ),
      ...expectThat('The token holds who, from whom, for whom and until when.', tokens.issued, namesItsUser(own)),
      ...expectThat('The token opens the API.', tokens.accepted, status(200)),
      ...(tokens.control
        ? expectThat('A token of the given signing key opens the API.', tokens.control, status(200))
        : []),
      ...tokens.refused.flatMap(({ what, exchange }) =>
        expectThat(`The API refuses ${what}.`, exchange, ...refusedToken),
      ),
    ];
  },

  saw: ({ tokens }) => `signed up, in and out; ${tokens.refused.length} bad tokens refused`,
});

/** In a session of its own, because the others need theirs. */
async function signInAndOut({ frontend, name }: CheckContext, { email, password }: Account) {
  const signIn = await frontend('POST', `${AUTH}/sign-in/email`, { json: { email, password } });
  const cookie = cookiesOf(
    mustBe('A user can sign in.', signIn, status(200), header('set-cookie', /=/, 'a session')).headers,
  );
  name(cookie, 'COOKIE');
  return {
    before: await frontend('GET', `${AUTH}/get-session`, { cookie }),
    wrongPassword: await frontend('POST', `${AUTH}/sign-in/email`, { json: { email, password: 'not-the-password' } }),
    withoutOrigin: await frontend('POST', `${AUTH}/sign-out`, { cookie, headers: { origin: '' } }),
    foreignOrigin: await frontend('POST', `${AUTH}/sign-out`, {
      cookie,
      headers: { origin: 'https://elsewhere.example' },
    }),
    signOut: await frontend('POST', `${AUTH}/sign-out`, { cookie }),
    after: await frontend('GET', `${AUTH}/get-session`, { cookie }),
    tokenAfter: await frontend('GET', `${AUTH}/token`, { cookie }),
    tokenWithout: await frontend('GET', `${AUTH}/token`),
  };
}

async function tryToSignUp({ accounts }: CheckContext, { email }: Account) {
  const again: Credentials = { ...newCredentials(), email };
  return {
    sameEmail: await accounts.signUp(again),
    weakPassword: await accounts.signUp({ ...newCredentials(), password: 'nine-char' }),
  };
}

async function tryTokens(context: CheckContext, own: Account, other: Account) {
  const { frontend, backend } = context;
  const signingKey = await context.signingKey();
  const issued = await frontend('GET', `${AUTH}/token`, { cookie: own.cookie });
  const jwks = await frontend('GET', `${AUTH}/jwks`);
  mustBe(
    'The public keys are there to check tokens with.',
    jwks,
    status(200),
    json(publicKeys, '{"keys":[{"kty":"OKP","crv":"Ed25519","x"}]}'),
  );
  const keys = read(publicKeys, jwks)?.keys ?? [];
  if (signingKey && !keys.some(({ kid }) => kid === signingKey.kid)) {
    throw new CannotTell(`the key of --signing-key is none of this app's: ${AUTH}/jwks does not name it`);
  }
  const tasks = (userId: string) => `/api/${userId}/tasks`;

  const forged = forgedTokens(own.token, keys, decodeToken(other.token).claims);
  const signed = signingKey ? rightlySignedBadTokens(own.token, signingKey.sign, Date.now() / 1000) : [];
  const refused: { what: string; exchange: Exchange }[] = [
    { what: 'a request without a token', exchange: await backend('GET', tasks(own.id)) },
    {
      what: 'a session cookie instead of a token',
      exchange: await backend('GET', tasks(own.id), { cookie: own.cookie }),
    },
    {
      what: 'a token under another scheme',
      exchange: await backend('GET', tasks(own.id), { headers: { authorization: `Basic ${own.token}` } }),
    },
  ];
  for (const { what, token } of [...forged, ...signed]) {
    refused.push({ what, exchange: await backend('GET', tasks(subjectOf(token, own)), { bearer: token }) });
  }
  return {
    issued,
    accepted: await backend('GET', tasks(own.id), { bearer: own.token }),
    control:
      signingKey && (await backend('GET', tasks(own.id), { bearer: signingKey.sign(decodeToken(own.token).claims) })),
    refused,
  };
}

/** Each bad token is tried at the address that it would open if it were believed. */
function subjectOf(token: BadToken['token'], own: Account): string {
  const { claims } = decodeToken(token);
  return Object.keys(claims).length === 0 ? own.id : String(claims['sub']);
}

function namesItsUser(own: Account): Expectation {
  const shape = z.object({
    sub: z.literal(own.id),
    iss: z.string().min(1),
    aud: z.string().min(1),
    iat: z.number(),
    exp: z.number(),
  });
  return () => {
    const { header: tokenHeader, claims } = decodeToken(own.token);
    const issue = shape.safeParse(claims).error?.issues[0];
    const life = lifeOf(claims);
    const wrong =
      (issue && `${issue.path.join('.')}: ${issue.message}`) ??
      (tokenHeader['alg'] === 'EdDSA' ? undefined : `alg ${String(tokenHeader['alg'])}`) ??
      (life > 0 && life <= 3600 ? undefined : `a life of ${life} s`);
    return wrong === undefined
      ? undefined
      : { expected: 'EdDSA, sub, iss, aud, iat and exp within an hour', came: wrong };
  };
}

function lifeOf({ iat, exp }: Claims): number {
  return Number(exp) - Number(iat);
}
