import type { Category, Finding } from '../../rule.ts';
import type { Seen, Snapshot } from '../snapshot.ts';

/** What is true when all is well, of copies that run; `--explain` and SARIF tell it. */
export interface RunningRule {
  id: string;
  title: string;
  category: Category;
  why: string;
}

/** Two copies as people call them: Compose, the cluster, native. */
export interface Names {
  one: string;
  other: string;
}

export type Found = Pick<Finding, 'service' | 'key' | 'severity' | 'message' | 'fix'> & {
  one?: string | undefined;
  other?: string | undefined;
};

/** One thing that every copy has of itself. */
export interface Aspect<T> extends RunningRule {
  /** "the schema of the database" */
  subject: string;
  of: (snapshot: Snapshot) => Seen<T>;
  /** A pure decision. */
  differences: (one: T, other: T, names: Names) => Found[];
  /** What is alike, with a number or a digest that stands for it. */
  proof: (value: T) => string;
}

/** The rest of a long list is counted. */
export const MOST = 10;
