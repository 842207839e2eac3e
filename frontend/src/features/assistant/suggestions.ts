import type { Task } from './chat.ts';

const LONGEST_TITLE = 28;

/** What to say to the assistant, given the tasks that there are; undefined: they are not known yet. */
export function suggestionsFor(tasks: readonly Task[] | undefined): string[] {
  const open = tasks?.filter(({ completed }) => !completed) ?? [];
  const oldest = open.findLast(isNameable);
  const done = tasks?.filter(({ completed }) => completed) ?? [];
  const first = open.length === 0 ? 'Add a task to water the plants' : 'Show my open tasks';
  const second = oldest ? `Mark “${oldest.title}” as done` : done.length > 0 ? 'Show my done tasks' : undefined;
  return [first, ...(second ? [second] : []), 'What can you do?'];
}

/** A title that fits into a line and into quotation marks. */
function isNameable({ title }: Task): boolean {
  return title.length <= LONGEST_TITLE && !/["“”„«»‹›`\n]/.test(title);
}
