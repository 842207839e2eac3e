import type { Accounts } from './accounts.ts';
import type { BrowserTab } from './browser/tab.ts';
import type { ClusterApp } from './cluster/app.ts';
import type { ComposeProject } from './compose/project.ts';
import type { Copy, CopyPart } from './copy.ts';
import type { Exchange } from './exchange.ts';
import type { Inside } from './inside.ts';
import type { SigningKey } from './signing-key.ts';
import type { Runtime } from '../runtime/runtime.ts';
import type { Target } from './target.ts';
import { runtimes as allRuntimes } from '../runtime/runtime.ts';

/** Something that is not as a requirement says. */
export interface Finding {
  /** What is true when all is well. */
  what: string;
  expected: string;
  came: string;
  /** The request in which it showed. */
  exchange?: Exchange;
  /** Where it showed when that was no request: a line of a log, a page. */
  where?: string;
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
  /** The second half of the body is sent when this is done. */
  hold?: Promise<unknown>;
}

/** Sends a request to one part of the app. Never throws because of what the app does. */
export type Send = (method: string, path: string, options?: SendOptions) => Promise<Exchange>;

export interface CheckContext {
  target: Target;
  frontend: Send;
  backend: Send;
  accounts: Accounts;
  /** The app from inside, where it runs in containers and may be asked there. */
  inside: Inside | undefined;
  /** The same, with what only its own runtime has. */
  compose: ComposeProject | undefined;
  cluster: ClusterApp | undefined;
  /** Votes may be sent: they stay, and change what people see. */
  writesVotes: boolean;
  /**
   * A key that the app believes; undefined: tokens that are rightly signed and wrong otherwise cannot be made.
   * Ask when the app has issued a token, and so has a key of its own.
   */
  signingKey: () => Promise<SigningKey | undefined>;
  hasBrowser: boolean;
  /** The app is a copy that verify has started. */
  isOwnCopy: boolean;
  /**
   * Opens a page of the frontend, or of another address, in a browser that knows nothing yet.
   * @param cookie of a user who is signed in
   */
  openTab: (path: string, cookie?: string) => Promise<BrowserTab>;
  /** Milliseconds of a clock that only ever goes forward. */
  now: () => number;
  pause: (ms: number) => Promise<void>;
  /** Shows a value as $NAME from now on. */
  name: (value: string, name: string) => void;
  /** Tokens, cookies and passwords that this run has come to know. */
  secrets: () => string[];
}

/** What a run may do and has. */
export interface CheckOptions {
  runtime: Runtime;
  /** See Target. */
  isDevelopment: boolean;
  writesVotes: boolean;
  hasSigningKey: boolean;
  /** The app is a copy that verify starts itself. */
  isOwnCopy: boolean;
  /** Why no part can be killed; undefined when they can. */
  noKill: string | undefined;
  /** Why no part reaches a server of this machine; undefined when they do. */
  noWayHere: string | undefined;
  /** Why the backend is reached through the frontend alone; undefined when it has an address of its own. */
  noBackend: string | undefined;
  /** Parts that cannot be looked into, each with the reason. */
  hidden: Partial<Record<CopyPart, string>>;
  /** Why the charts of the project cannot be looked at; undefined when they can. */
  noCharts: string | undefined;
  /** Why no browser can be used; undefined when one can. */
  noBrowser: string | undefined;
}

/** One row of the requirements, seen from outside. */
export interface Check {
  id: string;
  /** What is true when all is well. */
  title: string;
  /** Where the row holds. */
  runtimes: readonly Runtime[];
  /** Checks of one turn run side by side, those of `first`, `votes`, `pages` and `images` one after the other. */
  turn: 'first' | 'together' | 'votes' | 'pages' | 'images';
  timeLimitMs: number;
  /** Parts that it looks into, from inside. */
  looksInto: readonly CopyPart[];
  /** It asks the backend for more than what the frontend passes on to it. */
  asksBackendItself?: boolean;
  /** Nothing of the row can be looked at without. */
  needs?: 'votes' | 'browser' | 'copy' | 'production';
  /** The parts of the row that this run cannot look at, each with the reason. */
  leavesOut: (options: CheckOptions) => string[];
  /** Looks at what runs. Absent where there is nothing to see without disturbing it. */
  run?(context: CheckContext): Promise<Seen>;
  /** Looks at what happens when parts end: at the very end of a run, and only at a copy of our own. */
  disturb?(context: CheckContext, copy: Copy): Promise<Seen>;
  /** What `disturb` must be able to do, and shows nothing where it cannot. */
  kills?: boolean;
  isAskedByParts?: boolean;
}

/** What a look has come to. */
export interface Seen {
  findings: Finding[];
  /** One line: what was done, and what was seen. */
  saw: string;
}

interface Look<Facts, Given extends unknown[]> {
  /** Talks to the app. */
  gather: (...given: Given) => Promise<Facts>;
  /** Decides from what was seen alone. */
  judge: (facts: Facts) => Finding[];
  /** One line about what was done and seen. */
  saw: (facts: Facts) => string;
}

type Disturbance<Facts> = Look<Facts, [CheckContext, Copy]> & {
  /** What this shows, for a run that cannot do it. */
  shows: string;
  /** It kills parts, and shows nothing where that cannot be done. */
  kills?: boolean;
  /** Parts ask a server of this machine. */
  isAskedByParts?: boolean;
};

type CheckDefinition<Facts, Shaken> = Pick<Check, 'id' | 'title'> &
  Partial<
    Pick<Check, 'runtimes' | 'turn' | 'timeLimitMs' | 'needs' | 'looksInto' | 'asksBackendItself' | 'leavesOut'>
  > &
  (Look<Facts, [CheckContext]> | { gather?: never; judge?: never; saw?: never }) & { disturb?: Disturbance<Shaken> };

/** A check of one row: each look gathers and then judges. */
export function defineCheck<Facts, Shaken = never>(definition: CheckDefinition<Facts, Shaken>): Check {
  const { id, title, turn = 'together', timeLimitMs = 120_000, needs, leavesOut = () => [], disturb } = definition;
  const { runtimes = allRuntimes, looksInto = [], asksBackendItself = false } = definition;
  const whyUndisturbed = (options: CheckOptions) =>
    options.isOwnCopy ? disturb && whyUnable(disturb, options) : needs === 'copy' ? undefined : NEEDS_COPY;
  return {
    id,
    title,
    runtimes,
    turn,
    timeLimitMs,
    looksInto,
    asksBackendItself,
    ...(needs && { needs }),
    leavesOut(options) {
      const why = whyUndisturbed(options);
      return [...leavesOut(options), ...(disturb && why !== undefined ? [`${disturb.shows}: ${why}`] : [])];
    },
    ...(definition.gather && { run: looker(definition) }),
    ...(disturb && {
      disturb: looker(disturb),
      kills: disturb.kills ?? false,
      isAskedByParts: disturb.isAskedByParts ?? false,
    }),
  };
}

/** Why a copy cannot be disturbed so; undefined when it can. */
export function whyUnable(
  { kills = false, isAskedByParts = false }: Pick<Check, 'kills' | 'isAskedByParts'>,
  { noKill, noWayHere }: CheckOptions,
): string | undefined {
  return (kills ? noKill : undefined) ?? (isAskedByParts ? noWayHere : undefined);
}

export const NEEDS_COPY = 'needs a copy that verify starts: --start';

function looker<Facts, Given extends unknown[]>({ gather, judge, saw }: Look<Facts, Given>) {
  return async (...given: Given): Promise<Seen> => {
    const facts = await gather(...given);
    return { findings: judge(facts), saw: saw(facts) };
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
