import type { VoteOption } from './vote-schema.ts';

/** An entry as it lies in the stream: other programs may have written it, so its option may be anything or absent. */
export type VoteEntry = { id: string; option: string | null };

/** The stream holds as many entries as it may; whoever votes has to try again later. */
export class VoteStreamFull extends Error {
  constructor() {
    super('The vote stream is full.');
    this.name = 'VoteStreamFull';
  }
}

/**
 * The way of a vote from the API to the worker: at least once. An entry is delivered until it is acknowledged,
 * to one consumer at a time; when that one is silent for too long another takes it over.
 */
export interface VoteStream {
  /** Writes durably and answers the entry's id. @throws {VoteStreamFull} */
  add(option: VoteOption): Promise<string>;
  /** New entries, oldest first; waits up to `waitMs` for the first one. */
  read(consumer: string, limits: { count: number; waitMs: number }): Promise<VoteEntry[]>;
  /** Entries that were delivered at least `idleMs` ago, to whomever, and never acknowledged. */
  takeOver(consumer: string, limits: { count: number; idleMs: number }): Promise<VoteEntry[]>;
  /** Never delivered again. Only acknowledged entries ever leave the stream. */
  acknowledge(ids: string[]): Promise<void>;
  /** Moves an entry that can never be counted aside, with the reason, and acknowledges it. */
  moveToDeadLetters(entry: VoteEntry, reason: string): Promise<void>;
  /** @throws when the stream cannot take votes now */
  check(): Promise<void>;
  close(): Promise<void>;
}
