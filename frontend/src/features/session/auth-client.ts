import { createAuthClient } from 'better-auth/client';
import { Refused, request, Unreachable } from '../../api-client.ts';

/** Better Auth on this page's own origin, where the session cookie lives; the frontend's server passes it on. */
export const authClient = createAuthClient();

/** A bearer token for the API, or undefined when nobody is signed in. */
export async function fetchToken(): Promise<string | undefined> {
  try {
    const answer = await request('/api/auth/token');
    return ((await answer.json()) as { token: string }).token;
  } catch (error) {
    if (error instanceof Refused && error.status === 401) return undefined;
    throw error;
  }
}

/** Fails when the backend cannot be reached; whatever it answers otherwise is no news. */
export async function askBackend(): Promise<undefined> {
  await request('/api/auth/ok').catch((error: unknown) => {
    if (error instanceof Unreachable) throw error;
  });
}
