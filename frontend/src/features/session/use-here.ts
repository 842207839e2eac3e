import { usePathname, useSearchParams } from 'next/navigation';

/** The path and query of the page, to come back to after signing in. */
export function useHere(): string {
  const path = usePathname();
  const query = useSearchParams().toString();
  return query ? `${path}?${query}` : path;
}
