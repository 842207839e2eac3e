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
  | 'vote option';

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
}
