import { Refused, SessionEnded, Unreachable } from './api-client.ts';

/** What happened and what to do, for people. Where it happened is shown by the place of the message. */
export function failureWords(error: unknown): string {
  if (error instanceof SessionEnded) return 'Your session has ended. Sign in again, then try again.';
  if (error instanceof Unreachable) return 'The server cannot be reached.';
  if (!(error instanceof Refused)) return 'Something went wrong on this page.';
  if (error.status === 429) return `Too many requests. Try again in ${seconds(error.retryAfter ?? 60)}.`;
  if (error.status === 404) return 'It was deleted elsewhere.';
  if (error.status >= 500) return 'The server has a problem right now.';
  const [broken] = error.problem?.errors ?? [];
  if (broken) return sentence(`${broken.path} ${broken.message}`);
  return error.message;
}

function seconds(count: number): string {
  return count === 1 ? 'a second' : `${count} seconds`;
}

function sentence(text: string): string {
  const trimmed = text.trim();
  return trimmed.charAt(0).toUpperCase() + trimmed.slice(1) + (trimmed.endsWith('.') ? '' : '.');
}
