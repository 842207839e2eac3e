import { readFileSync, statSync } from 'node:fs';
import { z } from 'zod';
import { variables } from './env-schema.ts';
import { readEnvironment } from './env.ts';
import { ProgramFailure, type Start } from './platform/program.ts';

const HEARTBEAT_LIMIT_MS = 15_000;
const ANSWER_LIMIT_MS = 2_000;

/**
 * Whether the program of this container is well: exit code 0 when it is, 1 with the reason when not. Its role is read off
 * the container's first process, so that one HEALTHCHECK fits every command of the image.
 */
export const start: Start = async () => {
  const role = roleOf(readFileSync('/proc/1/cmdline', 'utf8').split('\0'));
  if (role === 'worker') return heartbeatIsFresh();
  if (role === 'api') return apiIsReady();
  // Jobs end by themselves; while they run there is nothing to ask.
};

/** The command among the words of a command line; `api` is what the image runs when none is named. */
export function roleOf(words: string[]): 'api' | 'worker' | 'job' {
  if (words.includes('worker')) return 'worker';
  return words.includes('migrate') || words.includes('seed') ? 'job' : 'api';
}

function heartbeatIsFresh() {
  const { HEARTBEAT_FILE } = readEnvironment(z.object({ HEARTBEAT_FILE: variables.shape.HEARTBEAT_FILE }));
  if (!HEARTBEAT_FILE) throw new ProgramFailure('The worker writes no heartbeat: set HEARTBEAT_FILE.');
  const written = statSync(HEARTBEAT_FILE, { throwIfNoEntry: false })?.mtimeMs;
  if (written === undefined) throw new ProgramFailure('The worker has not written a heartbeat yet.');
  const age = Date.now() - written;
  if (age > HEARTBEAT_LIMIT_MS) throw new ProgramFailure(`The worker's heartbeat is ${Math.round(age / 1000)} s old.`);
}

async function apiIsReady() {
  const { PORT } = readEnvironment(z.object({ PORT: variables.shape.PORT }));
  const signal = AbortSignal.timeout(ANSWER_LIMIT_MS);
  const answer = await fetch(`http://127.0.0.1:${PORT}/api/health`, { signal }).catch((error: Error) => {
    const { message } = error.cause instanceof Error ? error.cause : error;
    throw new ProgramFailure(`The API does not answer: ${message}.`);
  });
  if (!answer.ok) throw new ProgramFailure(`The API answers ${answer.status}: ${(await answer.text()).slice(0, 500)}`);
}
