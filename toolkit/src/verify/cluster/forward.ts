import { setTimeout as pause } from 'node:timers/promises';
import type { Programs } from './programs.ts';

const AGAIN_AFTER_MS = 200;

export interface Forward {
  service: string;
  /** Of this machine. */
  local: number;
  /** Of the Service. */
  port: number;
}

/**
 * Forwards ports of localhost to Services until it is stopped. A forward leads to one pod and ends with it: then it is begun
 * anew.
 */
export function holdForwards({ kubectl }: Programs, forwards: readonly Forward[], stop: AbortSignal): void {
  const hold = async ({ service, local, port }: Forward) => {
    while (!stop.aborted) {
      await kubectl(['port-forward', `service/${service}`, `${local}:${port}`], { stop });
      await pause(AGAIN_AFTER_MS, undefined, { signal: stop });
    }
  };
  // It ends when it is stopped, and there is nobody to tell.
  for (const each of forwards) void hold(each).catch(() => undefined);
}
