/** Where to go after signing in: a path of this site from the address's `return`, or the start page. */
export function returnPath(wanted: string | null): string {
  // Browsers read a backslash as a slash, and two slashes as the start of another site's address.
  const isOurs = wanted !== null && /^\/(?![/\\])[^\t\n\r\\]*$/.test(wanted);
  return isOurs && !wanted.startsWith('/sign-') ? wanted : '/';
}

/** The address of a sign-in page that leads back to `path`. */
export function withReturn(page: '/sign-in' | '/sign-up', path: string): string {
  const back = returnPath(path);
  return back === '/' ? page : `${page}?return=${encodeURIComponent(back)}`;
}
