import { createHmac, createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import type { JsonWebKey, KeyObject } from 'node:crypto';

export type Claims = Record<string, unknown>;

export interface TokenParts {
  header: Claims;
  claims: Claims;
}

/** A token that must not open anything, and why. */
export interface BadToken {
  /** "a token …" */
  what: string;
  token: string;
}

/** The two readable parts of a JSON Web Token; empty ones for what is none. */
export function decodeToken(token: string): TokenParts {
  const [header = {}, claims = {}] = token.split('.', 2).map((part): Claims => {
    try {
      return JSON.parse(Buffer.from(part, 'base64url').toString('utf8')) as Claims;
    } catch {
      return {};
    }
  });
  return { header, claims };
}

/** A JSON Web Token, signed with Ed25519. */
export function signToken({ header, claims }: TokenParts, key: KeyObject): string {
  const content = signedContent({ header: { ...header, alg: 'EdDSA' }, claims });
  return `${content}.${sign(null, Buffer.from(content), key).toString('base64url')}`;
}

/**
 * Tokens that anybody can make who has a token of their own and knows the public keys.
 * @param others the claims of somebody else
 */
export function forgedTokens(genuine: string, publicKeys: JsonWebKey[], others: Claims): BadToken[] {
  const { header, claims } = decodeToken(genuine);
  const [head = '', content = '', signature = ''] = genuine.split('.');
  const own = generateKeyPairSync('ed25519');
  const jwk = own.publicKey.export({ format: 'jwk' });
  const secrets = publicKeys.flatMap((key) => [publicPem(key), Buffer.from(String(key['x']), 'base64url')]);
  return [
    { what: 'a text that is no token', token: 'not-a-token' },
    { what: 'a token without its signature', token: `${head}.${content}.` },
    { what: 'a token whose claims were changed', token: `${head}.${encode(others)}.${signature}` },
    { what: 'a token with "alg": "none"', token: `${signedContent({ header: { ...header, alg: 'none' }, claims })}.` },
    { what: 'a token of a foreign key', token: signToken({ header, claims }, own.privateKey) },
    {
      what: 'a token that brings its own key',
      token: signToken({ header: { typ: 'JWT', jwk }, claims }, own.privateKey),
    },
    ...secrets.map((secret) => ({
      what: 'a token whose HS256 secret is the public key',
      token: signWithSecret({ header, claims }, secret),
    })),
  ];
}

/**
 * Tokens that are rightly signed and still must not be accepted.
 * @param now seconds since 1970
 */
export function rightlySignedBadTokens(
  genuine: string,
  signClaims: (claims: Claims) => string,
  now: number,
): BadToken[] {
  const { claims } = decodeToken(genuine);
  const without = (name: string) => Object.fromEntries(Object.entries(claims).filter(([key]) => key !== name));
  return [
    { what: 'a token that expired an hour ago', token: signClaims({ ...claims, iat: now - 7200, exp: now - 3600 }) },
    { what: 'a token that never expires', token: signClaims(without('exp')) },
    { what: 'a token for another audience', token: signClaims({ ...claims, aud: 'another-audience' }) },
    { what: 'a token without audience', token: signClaims(without('aud')) },
    { what: 'a token of another issuer', token: signClaims({ ...claims, iss: 'another-issuer' }) },
    { what: 'a token without issuer', token: signClaims(without('iss')) },
    { what: 'a token without sub', token: signClaims(without('sub')) },
  ];
}

function signWithSecret({ header, claims }: TokenParts, secret: string | Buffer): string {
  const content = signedContent({ header: { ...header, alg: 'HS256' }, claims });
  return `${content}.${createHmac('sha256', secret).update(content).digest('base64url')}`;
}

function publicPem(key: JsonWebKey): string {
  return createPublicKey({ key, format: 'jwk' }).export({ format: 'pem', type: 'spki' }).toString();
}

function signedContent({ header, claims }: TokenParts): string {
  return `${encode(header)}.${encode(claims)}`;
}

function encode(part: Claims): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}
