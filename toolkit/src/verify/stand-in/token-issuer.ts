import { createHmac, generateKeyPairSync, randomUUID, sign, verify } from 'node:crypto';
import type { JsonWebKey } from 'node:crypto';
import type { Flaw } from './flaw.ts';
import { Refusal } from './messages.ts';
import type { Settings } from './settings.ts';

const AUDIENCE = 'stand-in-api';

/** Ed25519 tokens by hand, so that nothing is shared with what the checks are made of. */
export function createTokenIssuer({ blindTo }: Flaw, settings: Settings) {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const kid = randomUUID();
  const pem = publicKey.export({ format: 'pem', type: 'spki' }).toString();
  const sees = (what: Flaw['blindTo']) => blindTo !== what;

  function isSigned(algorithm: unknown, content: string, signature: string): boolean {
    if (!sees('algorithm') && algorithm === 'none') return true;
    if (!sees('algorithm') && algorithm === 'HS256')
      return createHmac('sha256', pem).update(content).digest('base64url') === signature;
    return algorithm === 'EdDSA' && verify(null, Buffer.from(content), publicKey, Buffer.from(signature, 'base64url'));
  }

  function subjectOf(token: string): string | undefined {
    const [head = '', body = '', signature = ''] = token.split('.');
    const [header, claims] = [decode(head), decode(body)];
    const isGood =
      (!sees('signature') || isSigned(header['alg'], `${head}.${body}`, signature)) &&
      (!sees('expiry') || Number(claims['exp']) > Date.now() / 1000) &&
      (!sees('audience') || claims['aud'] === AUDIENCE) &&
      (!sees('issuer') || claims['iss'] === settings.issuer) &&
      (!sees('subject') || typeof claims['sub'] === 'string');
    return isGood ? String(claims['sub']) : undefined;
  }

  const ofHeader = (header = '') => {
    const [scheme, token = ''] = header.split(' ');
    return scheme === 'Bearer' ? subjectOf(token) : undefined;
  };

  return {
    /** Whom a header seems to speak for, signed or not. */
    subjectOf: (header = '') => decode(header.split('.')[1] ?? '')['sub']?.toString(),
    jwks: { keys: [{ ...publicKey.export({ format: 'jwk' }), kid, alg: 'EdDSA' }] },
    signingKey: { ...privateKey.export({ format: 'jwk' }), kid } as JsonWebKey & { kid: string },
    issue(userId: string): string {
      const iat = Math.floor(Date.now() / 1000);
      const claims = { sub: userId, iss: settings.issuer, aud: AUDIENCE, iat, exp: iat + 600 };
      const content = `${encode({ alg: 'EdDSA', kid })}.${encode(claims)}`;
      return `${content}.${sign(null, Buffer.from(content), privateKey).toString('base64url')}`;
    },
    /** Whom an Authorization header speaks for. */
    readHeader(header?: string): string {
      const subject = ofHeader(header);
      if (subject === undefined) throw new Refusal(401, 'A good token is missing.', { 'www-authenticate': 'Bearer' });
      return subject;
    },
  };
}

function encode(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}

function decode(part: string): Record<string, unknown> {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, unknown>;
  } catch {
    return {};
  }
}
