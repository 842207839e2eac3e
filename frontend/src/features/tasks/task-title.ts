import { DESCRIPTION_LENGTH, TITLE_LENGTH } from './task.ts';

/** What is wrong with a title that somebody typed, in words; undefined when it can be saved. */
export function titleProblem(typed: string): string | undefined {
  const { length } = typed.trim();
  if (length === 0) return 'Write what is to be done.';
  if (length > TITLE_LENGTH) return `A title has at most ${TITLE_LENGTH} characters; this one has ${length}.`;
  return undefined;
}

/** The same for a description, which may be empty. */
export function descriptionProblem({ length }: string): string | undefined {
  return length > DESCRIPTION_LENGTH
    ? `Notes have at most ${DESCRIPTION_LENGTH} characters; these have ${length}.`
    : undefined;
}
