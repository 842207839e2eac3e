import { createPrivateKey } from 'node:crypto';
import type { JsonWebKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { EXIT } from '../exit-codes.ts';
import { KnownProblem } from '../known-problem.ts';
import type { Claims } from './tokens.ts';
import { signToken } from './tokens.ts';

/** The app's own key: signs tokens that only their claims make wrong. */
export interface SigningKey {
  kid: string;
  sign: (claims: Claims) => string;
}

/**
 * @param file a private JSON Web Key of Ed25519 with its kid, as the app's /api/auth/jwks names it
 * @throws KnownProblem
 */
export function readSigningKey(file: string): SigningKey {
  try {
    const jwk = JSON.parse(readFileSync(file, 'utf8')) as JsonWebKey & { kid?: unknown };
    const key = createPrivateKey({ key: jwk, format: 'jwk' });
    if (key.asymmetricKeyType !== 'ed25519' || typeof jwk.kid !== 'string') throw new Error('wrong kind');
    const { kid } = jwk;
    const header = { kid };
    return { kid, sign: (claims) => signToken({ header, claims }, key) };
  } catch {
    // The cause could hold a piece of the key.
    throw new KnownProblem(
      `${file} holds no private Ed25519 key that can be read.`,
      'It must be a JSON Web Key with kty, crv, d, x and kid.',
      EXIT.wrongUse,
    );
  }
}
