import { setTimeout as pause } from 'node:timers/promises';
import type { Namespace } from './namespace.ts';
import { kindsOf, type Acknowledged, type Kind } from './requests.ts';

/** What clients have done. */
export interface Done extends Acknowledged {
  sent: number;
  /** Requests without an answer, or with one of 400 and more: what was asked, when, and what came. */
  failures: string[];
}

const SECOND_MS = 1_000;

/**
 * People are at work while something is done: `rate` requests a second, whether or not the earlier ones are answered, from a
 * second before to a second after it.
 */
export async function work(
  copy: Pick<Namespace, 'frontend' | 'backend'>,
  token: string,
  { rate, act }: { rate: number; act: () => Promise<void> },
): Promise<Done> {
  const done: Done = { sent: 0, failures: [], votes: [], tasks: [] };
  const kinds = kindsOf(copy, token, done);
  const began = performance.now();
  const seconds = () => (performance.now() - began) / SECOND_MS;

  async function one({ name, ask, note }: Kind, number: number) {
    const when = `${name} after ${seconds().toFixed(1)} s`;
    try {
      const { status, text } = await ask(number);
      if (status >= 400) done.failures.push(`${when}: ${status} ${text.slice(0, 200)}`);
      else note?.(text);
    } catch (error) {
      done.failures.push(`${when}: ${inFull(error)}`);
    }
  }

  const over = new AbortController();
  async function goOn() {
    const all: Promise<void>[] = [];
    while (!over.signal.aborted) {
      for (const due = Math.floor(seconds() * rate); done.sent < due; done.sent += 1) {
        const kind = kinds[done.sent % kinds.length];
        if (kind) all.push(one(kind, done.sent));
      }
      await pause(SECOND_MS / rate);
    }
    await Promise.all(all);
  }
  const working = goOn();
  try {
    await pause(SECOND_MS);
    await act();
    await pause(SECOND_MS);
  } finally {
    over.abort();
    await working;
  }
  return done;
}

/** An error with what caused it, and each try at another address of the same name. */
function inFull(error: unknown): string {
  const { name, message, cause, errors = [] } = error as Error & { errors?: unknown[] };
  return [message || name, ...[...errors, ...(cause ? [cause] : [])].map(inFull)].join(': ');
}
