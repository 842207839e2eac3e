import type { CheckContext } from './check.ts';
import type { CopyPart } from './copy.ts';

/** What one part uses, or one of its replicas. */
export interface Use {
  service: string;
  bytes: number;
}

/** An app that runs in containers, from inside, whatever has started them. */
export interface Inside {
  /** The folder of the project that it was built of. */
  root: string;
  /**
   * Runs a program in a part, and gives what it has said.
   * @throws KnownProblem where it fails
   */
  exec(part: CopyPart, command: readonly string[]): Promise<string>;
  /** What a part has written to its log, all its replicas one after the other. */
  lines(part: CopyPart): Promise<string[]>;
  /** The memory that is used now. */
  memory(): Promise<Use[]>;
  /** Changes how many replicas of a part there are, and waits until they are well. */
  scale(part: CopyPart, replicas: number): Promise<void>;
}

/** The app from inside, for a check that names in `looksInto` what it needs of it. */
export function insideOf({ inside }: Pick<CheckContext, 'inside'>): Inside {
  if (!inside) throw new Error('This app can be seen from outside alone.');
  return inside;
}
