// Made once: a formatter costs more than a thousand dates.
const dayAndMonth = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });
const withYear = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });
const full = new Intl.DateTimeFormat('en-GB', { dateStyle: 'full', timeStyle: 'short' });

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** A day as people say it, in this machine's time zone: "today", "yesterday", "3 Nov", "3 Nov 2025". */
export function dayWords(iso: string, now: Date): string {
  const date = new Date(iso);
  const days = daysAgo(iso, now);
  if (days === 0) return 'today';
  if (days === 1) return 'yesterday';
  return (date.getFullYear() === now.getFullYear() ? dayAndMonth : withYear).format(date);
}

/** How many midnights ago something was; 0 is today. */
export function daysAgo(iso: string, now: Date): number {
  return Math.round((startOfDay(now) - startOfDay(new Date(iso))) / (24 * HOUR));
}

/** The whole date and time, for who wants to know exactly. */
export function fullWords(iso: string): string {
  return full.format(new Date(iso));
}

/** How long ago something was: "just now", "12 seconds ago", "a minute ago", "3 hours ago", then the day. */
export function agoWords(iso: string, now: Date): string {
  // A server whose clock is ahead must not say "in 2 seconds".
  const elapsed = Math.max(0, now.getTime() - new Date(iso).getTime());
  if (elapsed < 5_000) return 'just now';
  if (elapsed < MINUTE) return `${Math.floor(elapsed / 1000)} seconds ago`;
  if (elapsed < HOUR) return count(Math.floor(elapsed / MINUTE), 'a minute', 'minutes');
  if (elapsed < 24 * HOUR) return count(Math.floor(elapsed / HOUR), 'an hour', 'hours');
  const day = dayWords(iso, now);
  return day === 'yesterday' ? day : `on ${day}`;
}

function count(number: number, one: string, many: string): string {
  return `${number === 1 ? one : `${number} ${many}`} ago`;
}

/** Midnight, as a number that is right across the change to summer time. */
function startOfDay(date: Date): number {
  return Date.UTC(date.getFullYear(), date.getMonth(), date.getDate());
}
