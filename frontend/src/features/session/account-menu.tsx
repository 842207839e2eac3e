'use client';

import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { useRef, useState } from 'react';
import { announce } from '../../ui/announcer.tsx';
import { Button, buttonClass } from '../../ui/button.tsx';
import { ChevronIcon } from '../../ui/icons.tsx';
import { withReturn } from './return-path.ts';
import { useSession } from './session-provider.tsx';
import { useHere } from './use-here.ts';

/** Who is signed in, with the way out; for visitors the way in. */
export function AccountMenu() {
  const { state } = useSession();
  const here = useHere();
  if (!state) return <div className="h-11 w-24" />;
  if (state.status === 'signed-in') return <SignedInMenu name={state.user.name} email={state.user.email} />;
  return (
    <Link href={withReturn('/sign-in', here)} className={buttonClass('quiet')}>
      Sign in
    </Link>
  );
}

function SignedInMenu({ name, email }: { name: string; email: string }) {
  const { session } = useSession();
  const router = useRouter();
  const menu = useRef<HTMLDivElement>(null);
  const [signingOut, setSigningOut] = useState<'no' | 'now' | 'failed'>('no');

  async function signOut() {
    setSigningOut('now');
    if (!(await session.signOut())) return setSigningOut('failed');
    menu.current?.hidePopover();
    announce('You are signed out.');
    router.push('/');
  }

  return (
    <>
      <button
        type="button"
        popoverTarget="account"
        className="flex min-h-11 max-w-40 items-center gap-1 rounded-box ps-3 pe-1 hover:text-accent sm:max-w-64"
      >
        <span className="sr-only">Account of </span>
        <bdi className="truncate">{name}</bdi>
        <ChevronIcon />
      </button>
      <div
        ref={menu}
        id="account"
        popover="auto"
        className="inset-auto end-3 top-13 m-0 max-w-[calc(100vw-1.5rem)] min-w-56 rounded-box border border-line bg-raised p-4 text-ink sm:end-6"
      >
        <p className="truncate font-semibold" dir="auto">
          {name}
        </p>
        <p className="mb-4 truncate text-small text-muted">{email}</p>
        <Button className="w-full" isBusy={signingOut === 'now'} onClick={() => void signOut()}>
          Sign out
        </Button>
        {signingOut === 'failed' && (
          <p role="alert" className="mt-2 text-small text-bad">
            You are still signed in: the server cannot be reached. Try again.
          </p>
        )}
      </div>
    </>
  );
}
