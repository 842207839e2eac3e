import { KnownProblem } from '../../known-problem.ts';
import type { CheckOptions } from '../check.ts';
import { copyParts } from '../copy.ts';
import { exchange } from '../exchange.ts';
import type { Target } from '../target.ts';

const LIMIT_MS = 10_000;
const NO_BACKEND = 'the pages call the backend at their own address, and no other is known: --backend-url';
const WHY = '--url looks from outside alone: leave it out where kubectl reaches the cluster';

/**
 * An app at a public address. Where its backend is, it tells its pages.
 * @param backendUrl where that is known
 * @throws KnownProblem
 */
export async function lookFromOutside(
  frontendUrl: string,
  backendUrl: string | undefined,
): Promise<{ target: Target } & Pick<CheckOptions, 'hidden' | 'noBackend'>> {
  const told = backendUrl ?? (await backendOf(frontendUrl));
  return {
    // The same origin: /api is passed on by the frontend.
    target: { runtime: 'cluster', frontendUrl, backendUrl: told === '' ? frontendUrl : told, isDevelopment: false },
    noBackend: told === '' ? NO_BACKEND : undefined,
    hidden: Object.fromEntries(copyParts.map((part) => [part, WHY])),
  };
}

/**
 * Which backend the pages of a frontend call; empty: their own address, which passes it on.
 * @throws KnownProblem where that is no such page
 */
export async function backendOf(frontendUrl: string): Promise<string> {
  const request = { method: 'GET', url: `${frontendUrl}/`, headers: {}, body: undefined, isChunked: false };
  const { answer, failure } = await exchange(request, new AbortController().signal, LIMIT_MS);
  if (!answer) {
    throw new KnownProblem(
      `The frontend does not answer at ${frontendUrl}: ${failure}.`,
      'Look whether it is up and reached from here: curl --head.',
    );
  }
  const told = backendInPage(answer.body);
  if (told !== undefined) return told;
  throw new KnownProblem(
    `The page at ${frontendUrl} does not say where its backend is.`,
    'If it is the app, say it: --backend-url.',
  );
}

/** @returns undefined where the page says nothing of it; empty: the page's own origin */
export function backendInPage(html: string): string | undefined {
  return /\\?"backendUrl\\?":\\?"([^"\\]*)/.exec(html)?.[1];
}
