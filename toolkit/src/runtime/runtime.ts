import { EXIT } from '../exit-codes.ts';
import { KnownProblem } from '../known-problem.ts';
import { nearest } from '../nearest.ts';

export const runtimes = ['native', 'compose', 'cluster'] as const;
export type Runtime = (typeof runtimes)[number];
/** Those whose secrets are this machine's own. */
export type LocalRuntime = Exclude<Runtime, 'cluster'>;

/** Names the runtime that a command is meant for, where more than one is up. */
export const CHOICE_VARIABLE = 'EVENKEEL_RUNTIME';

export interface Address {
  host: string;
  port: number;
}

export interface DemoUser {
  email: string;
  password: string;
}

/** A copy of the app that is up, as programs of this machine reach it. */
export interface RunningCopy {
  runtime: Runtime;
  /** What tells it apart in a list: "native, data in .evenkeel". */
  title: string;
  /** What chooses it among several: "EVENKEEL_RUNTIME=compose". */
  choice: string;
  /** Absent where that part does not run or cannot be reached. */
  frontend: string | undefined;
  backend: string | undefined;
  postgres: Address | undefined;
  /** Where it tells its troubles, as the subject of a sentence. */
  log: string;
  /** The process that holds it, where one does. */
  pid?: number;
  /** @throws KnownProblem */
  databaseUrl: () => Promise<string>;
  /** @throws KnownProblem when there is none */
  demoUser: () => Promise<DemoUser>;
}

/**
 * The runtime that was asked for.
 * @throws KnownProblem for one that is not known
 */
export function wantedRuntime(text: string | undefined): Runtime | undefined {
  const wanted = runtimes.find((name) => name === text);
  if (wanted !== undefined || !text) return wanted;
  const near = nearest(text, runtimes);
  throw new KnownProblem(
    `${CHOICE_VARIABLE} is "${text}", which is no runtime: known are ${runtimes.slice(0, -1).join(', ')} and ${runtimes.at(-1)}.`,
    near === undefined ? 'Correct it, or take it away.' : `Did you mean ${near}?`,
    EXIT.wrongUse,
  );
}

/**
 * The only copy of a list.
 * @returns undefined for an empty list
 * @throws KnownProblem that lists them, with what to type for each, when there are several
 */
export function onlyOne<Copy extends RunningCopy>(copies: readonly Copy[]): Copy | undefined {
  if (copies.length < 2) return copies[0];
  const list = copies.map(({ choice, backend, title }) => `\n  ${choice}  ${backend ?? 'no backend'}  (${title})`);
  const named = copies.some(({ choice }) => choice.startsWith(CHOICE_VARIABLE));
  const options = copies.some(({ choice }) => choice.startsWith('--'));
  const how = [...(named ? [`${CHOICE_VARIABLE}=… before the command`] : []), ...(options ? ['--data'] : [])];
  throw new KnownProblem(
    `${copies.length} copies of the app are up:${list.join('')}`,
    `Say which one, with ${how.join(' or ')}.`,
    EXIT.wrongUse,
  );
}
