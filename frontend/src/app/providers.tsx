'use client';

import { notifyManager, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { Unreachable } from '../api-client.ts';
import { SessionProvider } from '../features/session/session-provider.tsx';
import type { SessionHint } from '../server/session-cookie.ts';

// The default, a timer, would let the browser paint a checkbox in its old state once more.
notifyManager.setScheduler(queueMicrotask);

interface Props {
  backendUrl: string;
  hint: SessionHint;
  children: ReactNode;
}

export function Providers({ backendUrl, hint, children }: Props) {
  const [client] = useState(
    () =>
      new QueryClient({
        defaultOptions: {
          queries: { retry: (failures, error) => error instanceof Unreachable && failures < 2, retryDelay: 500 },
          // A change that was refused stays until it is tried again or dismissed.
          mutations: { gcTime: Infinity },
        },
      }),
  );
  return (
    <QueryClientProvider client={client}>
      <SessionProvider backendUrl={backendUrl} hint={hint}>
        {children}
      </SessionProvider>
    </QueryClientProvider>
  );
}
