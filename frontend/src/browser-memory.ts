/**
 * Texts that this browser remembers over a reload: in this tab alone, or in all of them. Where nothing may be stored it
 * remembers nothing, and the page works without it.
 */

type Reach = 'tab' | 'browser';

const PREFIX = 'evenkeel ';
const storageOf = (reach: Reach) => (reach === 'tab' ? sessionStorage : localStorage);

export function recall(reach: Reach, name: string): string | undefined {
  return attempt(() => storageOf(reach).getItem(PREFIX + name)) ?? undefined;
}

/** @param text undefined: forgets it */
export function remember(reach: Reach, name: string, text: string | undefined) {
  attempt(() =>
    text === undefined ? storageOf(reach).removeItem(PREFIX + name) : storageOf(reach).setItem(PREFIX + name, text),
  );
}

/** Forgets all of it: to be called when somebody signs out. */
export function forgetEverything() {
  for (const reach of ['tab', 'browser'] as const) {
    attempt(() => {
      const names = Object.keys(storageOf(reach)).filter((name) => name.startsWith(PREFIX));
      for (const name of names) storageOf(reach).removeItem(name);
    });
  }
}

/** Storage throws where it is switched off or full. */
function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
