import { recall, remember } from '../../browser-memory.ts';

/** What was typed in a conversation and has not got to the server. */
export interface Kept {
  draft: string;
  unsent: readonly string[];
}

const nothing: Kept = { draft: '', unsent: [] };

/** The place of a conversation that the server has not heard of. */
export const NEW_PLACE = 'new';

/**
 * What this browser remembers of one user's conversations over a reload: the texts until they are sent or their owner
 * signs out, and, for each tab, which conversation was open.
 */
export function createMemory(userId: string) {
  const texts = (place: string) => `unsent ${userId} ${place}`;
  const open = `conversation ${userId}`;

  function read(place: string): Kept {
    const stored = recall('browser', texts(place));
    return stored === undefined ? nothing : { ...nothing, ...(JSON.parse(stored) as Partial<Kept>) };
  }

  return {
    read,
    /** Changes what is remembered of a conversation. */
    keep(place: string, change: Partial<Kept>) {
      const kept = { ...read(place), ...change };
      const isEmpty = kept.draft === '' && kept.unsent.length === 0;
      remember('browser', texts(place), isEmpty ? undefined : JSON.stringify(kept));
    },
    forget: (place: string) => remember('browser', texts(place), undefined),
    /** The place that was open in this tab. */
    openPlace: () => recall('tab', open),
    setOpenPlace: (place: string) => remember('tab', open, place),
  };
}
