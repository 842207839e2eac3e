import { AsyncLocalStorage } from 'node:async_hooks';
import { betterAuth } from 'better-auth/minimal';
import { prismaAdapter } from 'better-auth/adapters/prisma';
import { isAPIError } from 'better-auth/api';
import { symmetricDecrypt } from 'better-auth/crypto';
import { jwt, type Jwk } from 'better-auth/plugins/jwt';
import type { ApiEnv } from '../../env-schema.ts';
import type { Database } from '../../platform/database.ts';
import type { Logger } from '../../platform/logger.ts';

/** The header in which auth-routes tells Better Auth the client's address; whatever a client sends there is overwritten. */
export const CLIENT_ADDRESS_HEADER = 'x-evenkeel-client-address';
/** What the database failed with while a request was handled: the library answers such a failure as "signed out". */
export const databaseFailures = new AsyncLocalStorage<unknown[]>();
export const PASSWORD_LENGTH = { min: 10, max: 128 };

/** Sign-up, sign-in and tokens. Tokens are EdDSA JWTs for the API, ten minutes long, issued to a signed-in session. */
export function createAuth(env: ApiEnv, database: Database, logger: Logger) {
  return betterAuth({
    appName: 'Evenkeel',
    baseURL: env.BETTER_AUTH_URL,
    basePath: '/api/auth',
    secret: env.BETTER_AUTH_SECRET,
    trustedOrigins: [env.BETTER_AUTH_URL, ...env.TRUSTED_ORIGINS],
    database: prismaAdapter(noteFailures(database), { provider: 'postgresql', transaction: true }),
    emailAndPassword: {
      enabled: true,
      minPasswordLength: PASSWORD_LENGTH.min,
      maxPasswordLength: PASSWORD_LENGTH.max,
    },
    user: { deleteUser: { enabled: true } },
    rateLimit: {
      enabled: true,
      storage: 'database',
      window: 60,
      max: 300,
      customRules: {
        '/sign-in/email': { window: 60, max: 10 },
        '/sign-up/email': { window: 60, max: 20 },
        // Every page and tab asks these again and again; they guess nothing.
        '/get-session': false,
        '/token': false,
        '/jwks': false,
        '/ok': false,
      },
    },
    advanced: {
      cookiePrefix: 'evenkeel',
      // Said, because the library turns the check off by itself where NODE_ENV is test.
      disableOriginCheck: false,
      useSecureCookies: env.COOKIE_SECURE,
      ipAddress: { ipAddressHeaders: [CLIENT_ADDRESS_HEADER] },
    },
    telemetry: { enabled: false },
    // Its own handler answers 500 for whatever is not its own error and writes to the console.
    onAPIError: {
      onError(error) {
        if (!isAPIError(error)) throw error;
      },
    },
    // Its own lines may hold request data: the event and its kind are enough, the request's line has the rest.
    logger: {
      level: 'warn',
      log: (_level, message) => logger.warn({ detail: message }, 'sign_in_library'),
    },
    plugins: [
      jwt({
        adapter: { getJwks: (ctx) => keysThatOpen(ctx.context) },
        jwks: {
          keyPairConfig: { alg: 'EdDSA', crv: 'Ed25519' },
          rotationInterval: 60 * 60 * 24 * 30,
          gracePeriod: 60 * 60 * 24,
        },
        jwt: {
          issuer: env.AUTH_ISSUER,
          audience: env.AUTH_AUDIENCE,
          expirationTime: '10m',
          definePayload: ({ user }) => ({ email: user.email, name: user.name }),
        },
        disableSettingJwtHeader: true,
      }),
    ],
  });
}
type Context = Awaited<ReturnType<typeof betterAuth>['$context']>;

/**
 * The signing keys that the present secret opens; those without a private half verify only. A new secret ends all sessions; with their keys gone from the list their
 * tokens end as well, and the first token afterwards gets a new key.
 */
async function keysThatOpen({ adapter, secretConfig }: Pick<Context, 'adapter' | 'secretConfig'>): Promise<Jwk[]> {
  const keys = await adapter.findMany<Jwk>({ model: 'jwks' });
  const opens = await Promise.all(keys.map(({ privateKey }) => canOpen(privateKey)));
  return keys.filter((_key, index) => opens[index]);

  async function canOpen(privateKey: string) {
    if (privateKey === '') return true;
    try {
      await symmetricDecrypt({ key: secretConfig, data: JSON.parse(privateKey) as string });
      return true;
    } catch {
      return false;
    }
  }
}

export type Auth = ReturnType<typeof createAuth>;

function noteFailures(database: Database) {
  return database.$extends({
    query: {
      async $allOperations({ args, query }) {
        try {
          return await query(args);
        } catch (error) {
          databaseFailures.getStore()?.push(error);
          throw error;
        }
      },
    },
  });
}
