export type Theme = 'light' | 'dark';

/** The theme that was chosen on this machine, from its cookie; undefined: as the system has it. */
export function readTheme(cookie: string | undefined): Theme | undefined {
  return cookie === 'light' || cookie === 'dark' ? cookie : undefined;
}

/** The theme that was chosen, as the page has it now. */
export function chosenTheme(): Theme | undefined {
  return readTheme(document.documentElement.dataset['theme']);
}

/** Shows a theme from now on, here and on the next visits; undefined: as the system has it. */
export function chooseTheme(theme: Theme | undefined) {
  if (theme) document.documentElement.dataset['theme'] = theme;
  else delete document.documentElement.dataset['theme'];
  // A cookie, so that the server sends the page in the right theme and nothing flashes.
  document.cookie = `theme=${theme ?? ''}; path=/; max-age=${theme ? 31536000 : 0}; samesite=lax`;
}

/** Shows the other one of the two. */
export function switchTheme() {
  const isDark = chosenTheme() ? chosenTheme() === 'dark' : window.matchMedia('(prefers-color-scheme: dark)').matches;
  chooseTheme(isDark ? 'light' : 'dark');
}
