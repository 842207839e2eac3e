'use client';

import Link from 'next/link';
import { withReturn } from '../features/session/return-path.ts';
import { useSession } from '../features/session/session-provider.tsx';
import { useHere } from '../features/session/use-here.ts';
import { Button, buttonClass } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import { useIsOnline } from '../ui/use-is-online.ts';

/** Says what keeps the whole page from working, and what can be done about it. */
export function StatusBanner() {
  const here = useHere();
  const { state, isUnreachable, isFetching, retry } = useSession();
  const isOnline = useIsOnline();
  if (!isOnline) return <Notice>You are offline. Changes wait on this page until you are back.</Notice>;
  if (isUnreachable) {
    return (
      <Notice
        action={
          <Button kind="quiet" isBusy={isFetching} onClick={retry}>
            Try again
          </Button>
        }
      >
        The server cannot be reached. This page tries again by itself.
      </Notice>
    );
  }
  if (state?.status === 'ended' && !here.startsWith('/sign-')) {
    return (
      <Notice
        action={
          <Link href={withReturn('/sign-in', here)} className={buttonClass('quiet')}>
            Sign in again
          </Link>
        }
      >
        Your session has ended. What you see here stays until you are back.
      </Notice>
    );
  }
  return null;
}
