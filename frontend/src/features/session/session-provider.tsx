'use client';

import { useQuery, useQueryClient } from '@tanstack/react-query';
import { createContext, use, useEffect, useState, type ReactNode } from 'react';
import type { SessionHint } from '../../server/session-cookie.ts';
import { createSession, type Session } from './session.ts';

const SessionContext = createContext<Session | undefined>(undefined);

interface Props {
  backendUrl: string;
  hint: SessionHint;
  children: ReactNode;
}

/** Gives the page below it one session. */
export function SessionProvider({ backendUrl, hint, children }: Props) {
  const client = useQueryClient();
  const [session] = useState(() => createSession(client, backendUrl, hint));
  useEffect(() => session.listen(), [session]);
  return <SessionContext value={session}>{children}</SessionContext>;
}

/** The session and its state; the state is undefined until it is known whether the cookie's session is alive. */
export function useSession() {
  const session = use(SessionContext);
  if (!session) throw new Error('useSession needs a SessionProvider above it.');
  const { data: state, isError: isUnreachable, isFetching, refetch } = useQuery(session.query);
  return { session, state, isUnreachable, isFetching, retry: () => void refetch() };
}
