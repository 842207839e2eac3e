import type { Named } from '../comparisons.ts';
import type { Pair } from '../match.ts';
import type { Made, Told } from '../report/report.ts';

/** A text as it would be after a change; or why it cannot be changed, as the end of a sentence. */
export type Change = (text: string) => string;

/** What would make a difference go, as far as the files tell it. */
export interface Fix {
  finding: Told;
  /** What is done, in words. */
  what: string;
  /** What it decides: two fixes of the same with another outcome contradict each other. */
  slot: string;
  outcome: string;
  /** No line of the file gets another number by it. */
  keepsLines: boolean;
  changes: { file: string; change: Change }[];
}

/** A difference that is left to people, and why. */
export interface Left {
  finding: Told;
  why: string;
}

/** Thrown where a file is not as a change needs it. */
export class NotCertain extends Error {}

/** What a fix is made from. */
export interface Context {
  made: readonly Made[];
  comparisons: readonly Named[];
  /** A file's text. */
  read: (file: string) => string;
}

/** The comparisons that a finding showed in, each with the pair that it is about. */
export function pairsOf({ in: names, service }: Told, { made }: Context): { name: string; pair: Pair }[] {
  return made
    .filter(({ name }) => names.includes(name))
    .flatMap(({ name, compared }) => {
      const pairs = compared.facts.pairs.filter(({ compose }) => compose.name === service);
      return pairs.map((pair) => ({ name, pair }));
    });
}
