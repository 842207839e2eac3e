import { statSync } from 'node:fs';
import { get } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import type { Service } from './plan.ts';

const POLL_MS = 75;
/** The first answer of a program that compiles on demand takes seconds; asking again meanwhile would not help. */
const PATIENCE_MS = 10_000;

/**
 * Waits until a service is well.
 * @returns false when the time was over, or when it was no longer wanted
 */
export async function waitUntilHealthy({ health, startLimitMs }: Service, unwanted: AbortSignal): Promise<boolean> {
  const until = performance.now() + startLimitMs;
  while (!unwanted.aborted && performance.now() < until) {
    if ('url' in health ? await answersWell(health.url) : isFresh(health)) return true;
    await pause(POLL_MS);
  }
  return false;
}

/** GET; true for the statuses 200 to 299. */
export function answersWell(url: string): Promise<boolean> {
  return new Promise((resolve) => {
    const request = get(url, { agent: false, timeout: PATIENCE_MS }, (response) => {
      response.resume();
      resolve(response.statusCode !== undefined && response.statusCode >= 200 && response.statusCode < 300);
    });
    request.once('timeout', () => request.destroy());
    request.once('error', () => resolve(false));
  });
}

function isFresh({ heartbeat, maxAgeMs }: { heartbeat: string; maxAgeMs: number }): boolean {
  const touched = statSync(heartbeat, { throwIfNoEntry: false })?.mtimeMs;
  return touched !== undefined && Date.now() - touched < maxAgeMs;
}
