import type { Environment } from '../environment.ts';
import type { Project } from '../native/read-config.ts';
import type { Answer, AskOptions } from '../system/ask.ts';
import { ask, askBriefly } from '../system/ask.ts';

/** A local cluster answers in a tenth of a second; a machine that is busy is given time, one that hangs is not. */
export const CLUSTER_LIMIT_MS = 5000;
/** Some thousand characters an object. */
const LIMIT_CHARACTERS = 4_000_000;

/** Which cluster and namespace are meant; without them, those of kubectl's own configuration. */
export interface Where {
  context?: string | undefined;
  namespace?: string | undefined;
}

export type KubectlOptions = AskOptions & {
  /** Ctrl-C is the caller's affair. */
  isHeld?: boolean;
};

/** Asks `kubectl`, in the project's folder. */
export async function kubectl(
  { root }: Pick<Project, 'root'>,
  environment: Environment,
  words: readonly string[],
  { context, namespace, isHeld = false, ...options }: KubectlOptions & Where = {},
): Promise<Answer> {
  // Complaints are recognised by their English words.
  const env = { ...environment, LC_ALL: 'C' };
  const where = [
    ...(context === undefined ? [] : ['--context', context]),
    ...(namespace === undefined ? [] : ['--namespace', namespace]),
  ];
  const put = isHeld ? ask : askBriefly;
  const limits = { limitMs: CLUSTER_LIMIT_MS, limitCharacters: LIMIT_CHARACTERS };
  return (await put(['kubectl', ...where, ...words], root, env, { ...limits, ...options })).answer;
}
