import { setTimeout as pause } from 'node:timers/promises';
import { exchange } from '../exchange.ts';

const LIMIT_MS = 15_000;
const ASK_LIMIT_MS = 2000;
const LOOK_EVERY_MS = 100;

/** Asks an address until something answers there. @returns whether it did */
export async function answersSoon(url: string, stop: AbortSignal, limitMs = LIMIT_MS): Promise<boolean> {
  const request = { method: 'GET', url: `${url}/livez`, headers: {}, body: undefined, isChunked: false };
  const late = performance.now() + limitMs;
  do {
    const { answer } = await exchange(request, stop, ASK_LIMIT_MS);
    if (answer) return true;
    await pause(LOOK_EVERY_MS, undefined, { signal: stop });
  } while (performance.now() < late);
  return false;
}
