import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Arrived, TurnStore } from './turn-store.ts';

// A quarter of the lease, so that one late renewal loses nothing.
const RENEW_EVERY_MS = 1_000;
// Only a turn that waits for another replica has to look; in this process they wake each other.
const LOOK_EVERY_MS = 100;

/** Turns of one conversation one after another, in order of arrival, also when several replicas take them. */
export function createTurnQueue(store: TurnStore) {
  const holder = randomUUID();
  const held = new Map<string, AbortController>();
  const lastOf = new Map<string, Promise<void>>();
  const arriving = new Map<string, Promise<unknown>>();
  let timer: NodeJS.Timeout | undefined;
  const keyOf = ({ conversationId, turn }: { conversationId: string; turn: number }) => `${conversationId} ${turn}`;

  async function renew() {
    const before = [...held.keys()];
    const kept = await store.renew(holder).catch(() => undefined);
    const still = new Set(kept?.map(keyOf) ?? before);
    // Another replica took this process for dead and went on: two must not act at once.
    for (const key of before) if (!still.has(key)) held.get(key)?.abort('lost');
    timer = held.size > 0 ? setTimeout(() => void renew(), RENEW_EVERY_MS) : undefined;
  }

  return {
    holder,

    /** One after another for each conversation: they would wait for the same row, each with a connection of the pool. */
    async inOrder<T>(conversationId: string | undefined, work: () => Promise<T>): Promise<T> {
      if (conversationId === undefined) return work();
      const before = arriving.get(conversationId);
      const mine = (before ?? Promise.resolve()).then(work, work);
      arriving.set(conversationId, mine);
      try {
        return await mine;
      } finally {
        if (arriving.get(conversationId) === mine) arriving.delete(conversationId);
      }
    },

    /** Holds a turn from its arrival on. `leave` is for after its end was stored. */
    hold(arrived: Arrived) {
      const key = keyOf(arrived);
      const { conversationId } = arrived;
      const lost = new AbortController();
      held.set(key, lost);
      timer ??= setTimeout(() => void renew(), RENEW_EVERY_MS);
      const before = lastOf.get(conversationId);
      const { promise, resolve: leaveLine } = Promise.withResolvers<void>();
      lastOf.set(conversationId, promise);
      return {
        lost: lost.signal,

        /** Resolves when it is this turn's time; rejects when the signal is aborted. */
        async wait(signal: AbortSignal) {
          await Promise.race([before, abortion(signal)]);
          while (!(await store.isNext(arrived))) await pause(LOOK_EVERY_MS, undefined, { signal });
          signal.throwIfAborted();
        },

        leave() {
          held.delete(key);
          // A turn that was cancelled while it waited lets nobody overtake the ones before it.
          void (before ?? Promise.resolve()).then(leaveLine);
          if (lastOf.get(conversationId) === promise) lastOf.delete(conversationId);
        },
      };
    },
  };
}

function abortion(signal: AbortSignal): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>();
  if (signal.aborted) reject(signal.reason as Error);
  else signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  return promise;
}
