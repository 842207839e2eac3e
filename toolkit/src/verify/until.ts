import type { CheckContext } from './check.ts';
import type { Exchange } from './exchange.ts';

const EVERY_MS = 100;

/**
 * Asks again and again until an answer is as it is waited for.
 * @returns that answer, or the last one when the time was over
 */
export async function askUntil(
  { now, pause }: Pick<CheckContext, 'now' | 'pause'>,
  ask: () => Promise<Exchange>,
  isEnough: (exchange: Exchange) => boolean,
  limitMs: number,
): Promise<Exchange> {
  const until = now() + limitMs;
  for (;;) {
    const exchange = await ask();
    if (isEnough(exchange) || now() > until) return exchange;
    await pause(EVERY_MS);
  }
}

export const hasStatus =
  (wanted: number) =>
  ({ answer }: Exchange): boolean =>
    answer?.status === wanted;
