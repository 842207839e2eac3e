import type { CopyPart } from '../copy.ts';
import type { Asked, Told } from './messages.ts';

/** What the stand-in is meant to look at, and does not. */
export type Blindness =
  | 'signature'
  | 'algorithm'
  | 'expiry'
  | 'audience'
  | 'issuer'
  | 'subject'
  | 'address'
  | 'owner'
  | 'password'
  | 'password length'
  | 'origin'
  | 'sign-out'
  | 'deletion'
  | 'vote option'
  | 'owner of a conversation'
  | 'mcp token'
  | 'owner of a task in mcp';

/** What is wrong with the stand-in; nothing when it is empty. */
export interface Flaw {
  blindTo?: Blindness;
  /** What happens before it looks at a request. */
  hold?: (asked: Asked) => Promise<unknown> | undefined;
  /** A path that it does not know. */
  lacks?: string;
  /** Changes an answer on its way out. */
  alter?: (told: Told, asked: Asked) => unknown;
  /** How often an acknowledged vote counts. Default: once. */
  countVote?: (numberInOrder: number) => number;
  /** Default: 2000. */
  keepsResultsMs?: number;
  bodyLimit?: (isChunked: boolean) => number;
  /** A tool that says that it did its work, and did not. */
  idleTool?: string;
  /** The model that says that it answers. Default: offline. */
  model?: string;
  /** Changes a line of a log. */
  log?: (line: Record<string, unknown>, part: CopyPart, asked?: Asked) => object | string;
  /** What is wrong with starting and ending. */
  copy?: CopyFlaw;
  /** Changes the text of a page. */
  page?: (html: string) => string;
}

export interface CopyFlaw {
  /** What kill -9 of the backend takes with it. */
  forgets?: 'conversations' | 'votes' | 'tasks';
  /** What kill -9 of the database takes with it. */
  databaseForgets?: 'conversations';
  /** Votes count again when the worker was killed. */
  countsAgain?: boolean;
  /** Settings are not read again. */
  keepsSettings?: CopyPart;
  /** Settings that cannot be used are. */
  acceptsAll?: CopyPart;
  /** The first setting that cannot be used is the only one that is named. */
  namesOne?: boolean;
  showsValues?: boolean;
  exitCode?: Partial<Record<CopyPart, number>>;
  isSilent?: CopyPart;
  cutsInFlight?: boolean;
  /** What a worker has begun when it ends comes to nothing for a long time. */
  dropsBatch?: boolean;
  /** Health does not look at the database. */
  trustsDatabase?: boolean;
  /** The frontend is only well with its backend. */
  frontendNeedsBackend?: boolean;
  /** A model that fails is an error of the server. */
  failsWithModel?: boolean;
  /** OPENAI_BASE_URL changes nothing. */
  ignoresModel?: boolean;
}
