import type { Answer } from '../system/ask.ts';

/** Tells whether `docker NAME` has failed because Docker has no such plugin, or because there is no Docker. */
export function isWithoutPlugin(answer: Answer): boolean {
  if (answer.kind === 'absent') return true;
  const words = /is not a docker command|unknown command|unknown (shorthand )?flag|could not be found in this WSL/i;
  return answer.kind === 'ended' && answer.code !== 0 && words.test(answer.err + answer.out);
}
