import { createLocalJWKSet, errors, jwtVerify, type JSONWebKeySet } from 'jose';
import type { User } from '../../platform/api.ts';

// A key that another replica has just made is unknown here for a moment; a forged key id must not ask the database each time.
const RELOAD_AT_MOST_EVERY_MS = 1_000;
const KEYS_KEPT_MS = 10 * 60_000;

export type VerifyToken = (token: string) => Promise<User>;

/**
 * Checks bearer tokens: signature by one of our own keys, EdDSA only, issuer, audience and expiry.
 * @param loadKeys reads the public keys; called again when a token names an unknown one
 * @throws {errors.JOSEError} for every token that is not to be believed
 */
export function createTokenVerifier(
  expected: { issuer: string; audience: string },
  loadKeys: () => Promise<JSONWebKeySet>,
  now: () => number = Date.now,
): VerifyToken {
  let loadedAt = 0;
  let keys: ReturnType<typeof createLocalJWKSet> | undefined;

  async function reload() {
    keys = createLocalJWKSet(await loadKeys());
    loadedAt = now();
  }

  return async (token) => {
    if (!keys || now() - loadedAt > KEYS_KEPT_MS) await reload();
    const verify = () =>
      jwtVerify(token, keys!, { ...expected, algorithms: ['EdDSA'], requiredClaims: ['sub', 'exp', 'iat'] });
    const verified = await verify().catch(async (error: unknown) => {
      const mayBeNew = error instanceof errors.JWKSNoMatchingKey && now() - loadedAt > RELOAD_AT_MOST_EVERY_MS;
      if (!mayBeNew) throw error;
      await reload();
      return verify();
    });
    const { sub, exp } = verified.payload;
    return { id: sub!, expiresAt: new Date(exp! * 1000) };
  };
}
