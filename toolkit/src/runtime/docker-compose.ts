import type { Environment } from '../environment.ts';
import type { Project } from '../native/read-config.ts';
import type { Answer, AskOptions } from '../system/ask.ts';
import { ask, askBriefly } from '../system/ask.ts';

/** Compose answers in a tenth of a second; a machine that is busy is given time, one that hangs is not. */
export const COMPOSE_LIMIT_MS = 3000;

/**
 * Asks `docker compose`, in the project's folder.
 * @param options `isHeld`: Ctrl-C is the caller's affair
 */
export async function dockerCompose(
  { root }: Pick<Project, 'root'>,
  environment: Environment,
  words: string[],
  { isHeld = false, ...options }: AskOptions & { isHeld?: boolean } = {},
): Promise<Answer> {
  // Complaints are recognised by their English words.
  const env = { ...environment, LC_ALL: 'C', COMPOSE_ANSI: 'never' };
  const put = isHeld ? ask : askBriefly;
  return (await put(['docker', 'compose', ...words], root, env, { limitMs: COMPOSE_LIMIT_MS, ...options })).answer;
}
