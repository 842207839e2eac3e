'use client';

import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { AccountMenu } from '../features/session/account-menu.tsx';
import { useSession } from '../features/session/session-provider.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { Mark, ThemeIcon } from '../ui/icons.tsx';
import { switchTheme } from '../ui/theme.ts';

const places = [
  { href: '/', name: 'Tasks' },
  { href: '/votes', name: 'Votes' },
];

export function Header() {
  const path = usePathname();
  const { state } = useSession();
  return (
    <header className="sticky top-0 z-10 border-b border-line bg-paper print:hidden">
      <div className="flex h-14 items-center gap-1 px-3 sm:px-6">
        <Link href="/" className="flex min-h-11 items-center gap-2 rounded-box px-1 text-lead font-semibold sm:me-4">
          <Mark />
          <span className="max-sm:sr-only">Evenkeel</span>
        </Link>
        <nav aria-label="Pages" className="flex">
          {places.map(({ href, name }) => (
            <Link
              key={href}
              href={href}
              aria-current={path === href ? 'page' : undefined}
              className="flex min-h-11 items-center rounded-box px-3 text-muted transition-colors hover:text-ink aria-[current]:text-ink"
            >
              {name}
            </Link>
          ))}
        </nav>
        <div className="ms-auto flex items-center">
          {/* Who is signed in finds it in the menu, with the way back to the system's own. */}
          {state && state.status !== 'signed-in' && (
            <IconButton label="Switch between light and dark" icon={<ThemeIcon />} onClick={switchTheme} />
          )}
          <AccountMenu />
        </div>
      </div>
    </header>
  );
}
