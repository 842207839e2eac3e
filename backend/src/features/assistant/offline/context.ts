import type { Command } from './command.ts';
import type { Reference } from './reference.ts';
import type { Known } from './matching.ts';

export type Call = { name: string; args: Record<string, unknown> };
export type CallResult = { ok: boolean; problem: string; tasks: Known[]; total: number };

/** What was asked back, and what the answer decides. */
export type Question =
  | { about: 'which'; among: Known[]; leadsTo: (chosen: string[]) => Command }
  | { about: 'title'; leadsTo: (title: string) => Command }
  | { about: 'agreement'; command: Command };

/** What a conversation has come to: all that later sentences may point at. */
export type Context = {
  /** The list that was last shown, in its order. */
  shown: Known[];
  /** What was last touched. */
  focus: Known[];
  question?: Question | undefined;
  /** The last command for another task: "and the second one too". */
  again?: ((at: Reference, said: string) => Command) | undefined;
  /** How to take back what was last done. */
  undo?: { calls: Call[]; said: string } | undefined;
};

export const noContext: Context = { shown: [], focus: [] };
