import type { Terminal } from './terminal.ts';

export interface Option {
  type: 'boolean' | 'string';
  /** What stands in the place of the value in the help: N, DIR. In brackets it may be left out: then it is empty. */
  value?: string;
  /** It may be given several times. */
  isRepeated?: boolean;
  meaning: string;
}

/** A row of the table of commands: everything that the help says about one. */
export interface CommandEntry {
  name: string;
  summary: string;
  /** One word that may follow the name, and which words that can be; without them, any. */
  argument?: { name: string; words?: readonly string[] };
  options: Record<string, Option>;
  examples: { line: string; meaning: string }[];
  /** Where an exit code means more than the general words say, and 1 if the command can find something. */
  exits?: Partial<Record<0 | 1 | 2 | 3 | 130, string>>;
  load: () => Promise<{ run: (invocation: Invocation) => Promise<number> }>;
}

/** One call of a command, its options read and checked for their names. */
export interface Invocation {
  /** The word after the command's name, where one was given. */
  word?: string;
  options: Readonly<Record<string, string | boolean | undefined>>;
  /** The values of options that may be given several times, in their order. */
  lists: Readonly<Record<string, readonly string[]>>;
  json: boolean;
  terminal: Terminal;
}
