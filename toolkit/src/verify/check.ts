import type { Accounts } from './accounts.ts';
import type { Exchange } from './exchange.ts';
import type { SigningKey } from './signing-key.ts';
import type { Target } from './target.ts';

/** Something that is not as a requirement says. */
export interface Finding {
  /** What is true when all is well. */
  what: string;
  expected: string;
  came: string;
  /** Where it showed. */
  exchange: Exchange;
}

export interface SendOptions {
  bearer?: string;
  cookie?: string;
  /** Sent as JSON. */
  json?: unknown;
  /** Sent as it is, as JSON unless `headers` says something else. */
  body?: string;
  isChunked?: boolean;
  headers?: Record<string, string>;
}

/** Sends a request to one part of the app. Never throws because of what the app does. */
export type Send = (method: string, path: string, options?: SendOptions) => Promise<Exchange>;

export interface CheckContext {
  target: Target;
  frontend: Send;
  backend: Send;
  accounts: Accounts;
  /** Votes may be sent: they stay, and change what people see. */
  writesVotes: boolean;
  /** Absent: tokens that are rightly signed and wrong otherwise cannot be made. */
  signingKey: SigningKey | undefined;
  /** Milliseconds of a clock that only ever goes forward. */
  now: () => number;
  pause: (ms: number) => Promise<void>;
  /** Shows a value as $NAME from now on. */
  name: (value: string, name: string) => void;
}

export type CheckOptions = Pick<CheckContext, 'writesVotes' | 'signingKey'>;

/** One row of the requirements, seen from outside. */
export interface Check {
  id: string;
  /** What is true when all is well. */
  title: string;
  /** Checks of one turn run side by side, those of `votes` one after the other: each counts what the others change. */
  turn: 'first' | 'together' | 'votes';
  timeLimitMs: number;
  /** Nothing of the row can be looked at without sending votes. */
  needsVotes?: boolean;
  /** The parts of the row that this run cannot look at, each with the reason. */
  leavesOut(options: CheckOptions): string[];
  run(context: CheckContext): Promise<Finding[]>;
}

interface CheckDefinition<Seen> extends Omit<Check, 'run' | 'timeLimitMs' | 'leavesOut'> {
  /** Default: 120 s. */
  timeLimitMs?: number;
  leavesOut?: Check['leavesOut'];
  /** Talks to the app. */
  gather: (context: CheckContext) => Promise<Seen>;
  /** Decides from what was seen alone. */
  judge: (seen: Seen) => Finding[];
}

export function defineCheck<Seen>({ gather, judge, ...rest }: CheckDefinition<Seen>): Check {
  return {
    timeLimitMs: 120_000,
    leavesOut: () => [],
    ...rest,
    run: async (context) => judge(await gather(context)),
  };
}

/** What a check needs to go on was not as it must be: these findings are its result. */
export class Unmet extends Error {
  readonly findings: Finding[];

  constructor(findings: Finding[]) {
    super('A check cannot go on.');
    this.findings = findings;
  }
}

/** Nothing can be said about the row now; the message says why. */
export class CannotTell extends Error {}
