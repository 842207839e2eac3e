import { constants } from 'node:os';
import type { PartEnding } from './copy.ts';

/** What a program ends with that had to be killed. */
export const KILLED = 128 + constants.signals.SIGKILL;

/** A program that a signal has ended has that signal's number above 128. */
export function toEnding(exitCode: number): PartEnding {
  const signal = Object.entries(constants.signals).find(([, number]) => number === exitCode - 128)?.[0];
  return exitCode > 128 && signal !== undefined ? { code: null, signal } : { code: exitCode, signal: null };
}
