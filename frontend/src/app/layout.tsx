import type { Metadata, Viewport } from 'next';
import { cookies } from 'next/headers';
import type { ReactNode } from 'react';
import { sessionHint } from '../server/session-cookie.ts';
import { settings } from '../server/settings.ts';
import { Announcer } from '../ui/announcer.tsx';
import { readTheme } from '../ui/theme.ts';
import { Header } from './header.tsx';
import { KeysDialog } from './keys-dialog.tsx';
import { Providers } from './providers.tsx';
import { StatusBanner } from './status-banner.tsx';
import './globals.css';

export const metadata: Metadata = {
  title: { default: 'Evenkeel', template: '%s · Evenkeel' },
  description: 'Tasks and votes that stay in step, wherever you look at them.',
};

export const viewport: Viewport = { colorScheme: 'light dark' };

// The condition is known when it is built, so that nothing of the panel is in what is built for production.
const RuntimePanel =
  // oxlint-disable-next-line node/no-process-env -- fixed by the kind of build, no setting
  process.env.NODE_ENV === 'development' ? (await import('./runtime/runtime-panel.tsx')).RuntimePanel : undefined;

export default async function RootLayout({ children }: { children: ReactNode }) {
  const jar = await cookies();
  const { publicBackendUrl, secret } = settings();
  const theme = readTheme(jar.get('theme')?.value);
  return (
    <html lang="en" data-theme={theme}>
      <body className="flex min-h-dvh flex-col">
        <Providers backendUrl={publicBackendUrl} hint={sessionHint(jar, secret)}>
          <a
            href="#main"
            className="fixed start-4 top-2 z-20 -translate-y-20 print:hidden rounded-box bg-accent px-4 py-2 font-semibold text-paper focus:translate-y-0"
          >
            Skip to the content
          </a>
          <Header />
          <StatusBanner />
          <main id="main" tabIndex={-1} className="flex grow flex-col outline-none">
            {children}
          </main>
          <footer className="flex justify-center px-4 pb-4 print:hidden">
            <KeysDialog />
            {RuntimePanel && <RuntimePanel />}
          </footer>
          <Announcer />
        </Providers>
      </body>
    </html>
  );
}
