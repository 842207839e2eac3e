import { Refused, request, Unreachable } from '../../api-client.ts';
import type { AuthError } from './auth-failure.ts';

/** Better Auth on this page's own origin, where the session cookie lives; the frontend's server passes it on. */
const load = async () => (await import('better-auth/client')).createAuthClient();
let client: ReturnType<typeof load> | undefined;

/**
 * Asks Better Auth for something. Its code is loaded by the first who signs in, up or out: no page needs it for less.
 * @returns why it was refused, if it was; status 0 when the server did not answer
 */
export async function askAuth(
  act: (auth: Awaited<ReturnType<typeof load>>) => Promise<{ error: AuthError | null }>,
): Promise<{ error: AuthError | null }> {
  client ??= load();
  try {
    const { error } = await act(await client);
    return { error };
  } catch {
    client = undefined;
    return { error: { status: 0 } };
  }
}

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
