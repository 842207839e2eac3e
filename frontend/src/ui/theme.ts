export type Theme = 'light' | 'dark';

/** The theme that was chosen on this machine, from its cookie; undefined: as the system has it. */
export function readTheme(cookie: string | undefined): Theme | undefined {
  return cookie === 'light' || cookie === 'dark' ? cookie : undefined;
}

/** Shows the other theme from now on, here and on the next visits. */
export function switchTheme() {
  const root = document.documentElement;
  const isDark = root.dataset['theme']
    ? root.dataset['theme'] === 'dark'
    : window.matchMedia('(prefers-color-scheme: dark)').matches;
  const theme: Theme = isDark ? 'light' : 'dark';
  root.dataset['theme'] = theme;
  // A cookie, so that the server sends the page in the right theme and nothing flashes.
  document.cookie = `theme=${theme}; path=/; max-age=31536000; samesite=lax`;
}
