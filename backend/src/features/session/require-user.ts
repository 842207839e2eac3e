import type { RequestHandler } from 'express';
import { errors } from 'jose';
import { HttpProblem } from '../../errors.ts';
import type { User } from '../../platform/api.ts';
import type { VerifyToken } from './tokens.ts';

/** Whose bearer token an Authorization header has: 401 without a good one. */
export function authenticator(verifyToken: VerifyToken) {
  return async (authorization: string | undefined): Promise<User> => {
    const [scheme, token, ...rest] = (authorization ?? '').split(' ');
    if (scheme?.toLowerCase() !== 'bearer' || !token || rest.length > 0) {
      throw unauthorized(
        'A bearer token is missing: send Authorization: Bearer TOKEN, from /api/auth/token.',
        'Bearer',
      );
    }
    return verifyToken(token).catch((error: unknown) => {
      if (!(error instanceof errors.JOSEError)) throw error;
      const expired = error instanceof errors.JWTExpired;
      const detail = expired
        ? 'The token has expired: get a new one from /api/auth/token.'
        : 'The token is not valid here: get one from /api/auth/token.';
      throw unauthorized(detail, 'Bearer error="invalid_token"', error);
    });
  };
}

/** Lets a request pass whose bearer token is good and belongs to the user in the path: 401 without, 403 for another's. */
export function requireUser(verifyToken: VerifyToken): RequestHandler {
  const authenticate = authenticator(verifyToken);
  return async (req, res, next) => {
    const user = await authenticate(req.get('authorization'));
    if (req.params['user_id'] !== user.id) throw new HttpProblem(403, "This is another user's address.");
    res.locals['user'] = user;
    next();
  };
}

function unauthorized(detail: string, challenge: string, cause?: unknown): HttpProblem {
  return new HttpProblem(401, detail, { headers: { 'WWW-Authenticate': challenge }, cause });
}
