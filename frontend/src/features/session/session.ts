import { queryOptions, type QueryClient } from '@tanstack/react-query';
import { createApiClient, SessionEnded } from '../../api-client.ts';
import { forgetEverything } from '../../browser-memory.ts';
import type { SessionHint } from '../../server/session-cookie.ts';
import { createTokenSource, type User } from './access-token.ts';
import { askAuth, askBackend, fetchToken } from './auth-client.ts';

/** Who uses this page. `ended`: somebody was signed in and no longer is, without having signed out here. */
export type SessionState =
  | { status: 'signed-out' }
  | { status: 'signed-in'; user: User }
  | { status: 'ended'; user: User };

type Message = 'signed-in' | 'signed-out';

const RETRY_MS = 5_000;

export type Session = ReturnType<typeof createSession>;

/**
 * The session of this page: its state as a query, its token for requests to the API.
 * @param hint what the cookie said when the page was served: without one there is nobody to ask for
 */
export function createSession(client: QueryClient, backendUrl: string, hint: SessionHint) {
  const tokens = createTokenSource(fetchToken);
  let hasCookie = hint !== 'none';
  // Everything waits for it: it is on its way while the page is still being made interactive. The query hears of a failure.
  if (hint === 'signed' && typeof window !== 'undefined') tokens.get().catch(() => {});

  const query = queryOptions<SessionState>({
    queryKey: ['session'],
    queryFn: async (): Promise<SessionState> => {
      const token = hasCookie ? await tokens.get() : await askBackend();
      if (token) return { status: 'signed-in', user: token.user };
      hasCookie = false;
      const before = client.getQueryData<SessionState>(['session']);
      return before && before.status !== 'signed-out'
        ? { status: 'ended', user: before.user }
        : { status: 'signed-out' };
    },
    ...(hint === 'signed' ? {} : { initialData: { status: 'signed-out' }, initialDataUpdatedAt: 0 }),
    staleTime: 30_000,
    retry: false,
    refetchInterval: ({ state }) => (state.status === 'error' ? RETRY_MS : false),
  });

  const api = createApiClient(backendUrl, async (options) => {
    const token = await tokens.get(options);
    if (token) return token.value;
    await client.refetchQueries({ queryKey: query.queryKey });
    throw new SessionEnded('Nobody is signed in.');
  });

  async function hasSignedIn() {
    tokens.forget();
    hasCookie = true;
    await client.refetchQueries({ queryKey: query.queryKey });
  }

  function hasSignedOut() {
    tokens.forget();
    hasCookie = false;
    client.setQueryData(query.queryKey, { status: 'signed-out' });
    client.removeQueries({ predicate: ({ queryKey: [topic] }) => topic === 'tasks' || topic === 'assistant' });
    client.getMutationCache().clear();
    forgetEverything();
  }

  /** Hears from other tabs that somebody signed in or out there; gives the function that stops listening. */
  function listen(): () => void {
    const channel = openChannel();
    channel.addEventListener('message', ({ data }: MessageEvent<Message>) =>
      data === 'signed-in' ? void hasSignedIn() : hasSignedOut(),
    );
    return () => channel.close();
  }

  return {
    query,
    api,
    listen,
    /** To be called when a sign-in or sign-up has succeeded. */
    async signedIn() {
      await hasSignedIn();
      tellOtherTabs('signed-in');
    },
    /** @returns whether it worked; nothing has changed when not */
    async signOut(): Promise<boolean> {
      const { error } = await askAuth((auth) => auth.signOut());
      if (error) return false;
      hasSignedOut();
      tellOtherTabs('signed-out');
      return true;
    },
  };
}

function openChannel() {
  return new BroadcastChannel('evenkeel session');
}

function tellOtherTabs(message: Message) {
  const channel = openChannel();
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel is for its own origin alone
  channel.postMessage(message);
  channel.close();
}
