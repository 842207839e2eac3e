'use client';

import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { announce } from '../../ui/announcer.tsx';
import { buttonClass } from '../../ui/button.tsx';
import { ChevronIcon } from '../../ui/icons.tsx';
import { Menu, type MenuPart } from '../../ui/menu.tsx';
import { chooseTheme, chosenTheme, readTheme } from '../../ui/theme.ts';
import type { User } from './access-token.ts';
import { withReturn } from './return-path.ts';
import { useSession } from './session-provider.tsx';
import { useHere } from './use-here.ts';

const themes = [
  { value: 'system', name: 'As the system has it' },
  { value: 'light', name: 'Light' },
  { value: 'dark', name: 'Dark' },
];
const STILL_IN = 'You are still signed in: the server cannot be reached. Try again.';

/** Who is signed in, with the way out; for visitors the way in. */
export function AccountMenu() {
  const { state } = useSession();
  const here = useHere();
  if (!state) return <div className="h-11 w-11 sm:w-64" />;
  if (state.status === 'signed-in') return <SignedInMenu user={state.user} />;
  return (
    <Link href={withReturn('/sign-in', here)} className={buttonClass('quiet')}>
      Sign in
    </Link>
  );
}

function SignedInMenu({ user: { name, email } }: { user: User }) {
  const { session } = useSession();
  const router = useRouter();
  const [signingOut, setSigningOut] = useState<'no' | 'now' | 'failed'>('no');
  const [theme, setTheme] = useState(() => chosenTheme() ?? 'system');

  async function signOut() {
    setSigningOut('now');
    if (!(await session.signOut())) {
      announce(STILL_IN);
      return setSigningOut('failed');
    }
    announce('You are signed out.');
    router.push('/');
  }

  const parts: MenuPart[] = [
    {
      kind: 'choice',
      name: 'Theme',
      options: themes,
      chosen: theme,
      onChoose: (chosen) => {
        setTheme(readTheme(chosen) ?? 'system');
        chooseTheme(readTheme(chosen));
      },
    },
    { kind: 'action', name: 'Sign out', isBusy: signingOut === 'now', staysOpen: true, onSelect: () => void signOut() },
    ...(signingOut === 'failed' ? [{ kind: 'note', text: STILL_IN } as const] : []),
  ];
  return (
    // As wide as the longest name, so that nothing moves when the name comes.
    <div className="flex justify-end sm:w-64">
      <Menu
        label={`Account of ${name}`}
        head={
          <>
            <p className="truncate font-semibold" dir="auto">
              {name}
            </p>
            <p className="truncate text-small text-muted">{email}</p>
          </>
        }
        parts={parts}
        className="ps-1 pe-1 sm:ps-3"
      >
        <bdi className="truncate max-sm:hidden sm:max-w-56">{name}</bdi>
        <span
          aria-hidden="true"
          className="flex size-8 items-center justify-center rounded-full border border-line bg-raised font-semibold uppercase sm:hidden"
        >
          {firstLetter(name)}
        </span>
        <span className="max-sm:hidden">
          <ChevronIcon />
        </span>
      </Menu>
    </div>
  );
}

/** As people count letters: a family of emoji is one. */
function firstLetter(name: string): string | undefined {
  for (const { segment } of new Intl.Segmenter().segment(name.trim())) return segment;
  return undefined;
}
