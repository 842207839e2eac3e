import type { CheckContext } from './check.ts';
import { Unmet } from './check.ts';
import { expectThat, status } from './expectations.ts';
import type { SigningKey } from './signing-key.ts';
import { askUntil, hasStatus } from './until.ts';

const BACK_WITHIN_MS = 15_000;

export const copyParts = ['frontend', 'backend', 'worker', 'postgres', 'redis'] as const;
export type CopyPart = (typeof copyParts)[number];

/** Those that the others need. */
export const dataParts: readonly CopyPart[] = ['postgres', 'redis'];

/** How a part of a copy ended. */
export interface PartEnding {
  code: number | null;
  signal: string | null;
}

/** A copy of the app that verify has started, and so may break and mend: nobody else uses it. */
export interface Copy {
  /** Parts that this copy has; a small one need not have all. */
  parts: readonly CopyPart[];
  /** Sends SIGTERM or SIGKILL to all processes of a part; undefined when it has not ended within its time. */
  end(part: CopyPart, signal: 'SIGTERM' | 'SIGKILL'): Promise<PartEnding | undefined>;
  /**
   * Starts a part that has ended, with these variables in the place of its usual ones, and waits until it is well.
   * Where something else restarts a part that was killed, it only waits: that nobody has to help is what is to be seen.
   * @returns how it ended where it did not become well
   */
  start(part: CopyPart, variables?: Record<string, string>): Promise<PartEnding | undefined>;
  isRunning(part: CopyPart): boolean;
  /** Everything that a part has written, also before it was restarted. */
  lines(part: CopyPart): Promise<readonly string[]>;
  /** Secrets and passwords of this copy: no log may hold one. */
  secrets: readonly string[];
  /** Puts a key of our own among those that the app believes; it goes with the copy's database. */
  addSigningKey(): Promise<SigningKey>;
  /** Those of these votes that the database has counted, by their stream ids. */
  countedOf(streamIds: readonly string[]): Promise<Set<string>>;
  /** Where a server of this machine must listen so that parts reach it, and by which name they do. */
  here: { listen: string; name: string };
  /** Whoever asks from outside is led to one pod, and notices when that ends. */
  isForwarded?: boolean;
  /** Deletes so many pods of a part, as a cluster does that moves them, and waits until others are in their place. */
  replace?(part: CopyPart, count: number): Promise<void>;
  /** Ends everything and starts it again with the same data, where the runtime has such commands. */
  downAndUp?(): Promise<void>;
}

/** Starts whatever has ended: what the others need first, then those side by side. */
export async function mend(copy: Copy): Promise<void> {
  const ended = copy.parts.filter((part) => !copy.isRunning(part));
  const isData = (part: CopyPart) => dataParts.includes(part);
  await Promise.all(ended.filter(isData).map((part) => copy.start(part)));
  await Promise.all(ended.filter((part) => !isData(part)).map((part) => copy.start(part)));
}

/**
 * Ends a part as a crash does and starts it again; the app may take a moment to notice that it is there.
 * @throws Unmet where it does not come back
 */
export async function restarted(copy: Copy, part: CopyPart, context: Pick<CheckContext, 'backend' | 'now' | 'pause'>) {
  await copy.end(part, 'SIGKILL');
  const ending = await copy.start(part);
  if (ending) throw new Unmet([{ what: `The ${part} starts again after kill -9.`, ...wellAgain(ending) }]);
  const health = await askUntil(context, () => context.backend('GET', '/api/health'), hasStatus(200), BACK_WITHIN_MS);
  const findings = expectThat(`The backend is well again after kill -9 of the ${part}.`, health, status(200));
  if (findings.length > 0) throw new Unmet(findings);
}

export function wellAgain({ code, signal }: PartEnding) {
  return {
    expected: 'well again',
    came: signal === null ? `it ended with exit code ${code}` : `it was ended by ${signal}`,
  };
}
