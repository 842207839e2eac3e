import { randomBytes } from 'node:crypto';
import { NextResponse, type NextRequest } from 'next/server';
import { pagePolicy } from './server/security-headers.ts';
import { settings } from './server/settings.ts';

/** Gives each page its own Content-Security-Policy. Next reads the nonce from the request's copy of the header. */
export function proxy(request: NextRequest): NextResponse {
  const policy = pagePolicy({
    nonce: randomBytes(16).toString('base64'),
    backendUrl: settings().publicBackendUrl,
    // oxlint-disable-next-line node/no-process-env -- fixed by the kind of build, no setting
    isDevelopment: process.env.NODE_ENV === 'development',
  });
  const headers = new Headers(request.headers);
  headers.set('content-security-policy', policy);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set('content-security-policy', policy);
  return response;
}

// API routes stay out: Next would hold their whole body in memory on its way through here.
export const config = { matcher: '/((?!api(?:/|$)|health$|livez$|_next/).*)' };
