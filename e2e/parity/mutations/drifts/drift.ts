import type { Edit } from '../workshop.ts';

/** An edit that makes the runtimes differ, and who has to say so. */
export interface Drift extends Edit {
  rule: string;
  /** A text on the line that has to be named; without it, the line that is edited. */
  line?: string;
  /** Of which file, where that is another. */
  lineIn?: string;
}

/** Makes the edits of a group from the files as they are. */
export type Made = (read: (file: string) => string) => Drift[];
