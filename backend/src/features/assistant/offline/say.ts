import type { Known } from './matching.ts';

const NAMED = 5;
const LISTED = 20;

export const quote = ({ title }: { title: string }) => `“${title}”`;

/** "a", "a and b", "a, b and c" */
export const enumerate = (items: string[], word = 'and') =>
  items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} ${word} ${items.at(-1)}`;

export function names(tasks: { title: string }[]): string {
  const shown = tasks.slice(0, NAMED).map(quote);
  const more = tasks.length - shown.length;
  return enumerate(more > 0 ? [...shown, `${more} more`] : shown);
}

/** A numbered list, so that "the second one" can be said. */
export function numbered(tasks: Known[], total: number, marksDone: boolean): string {
  const lines = tasks
    .slice(0, LISTED)
    .map((task, index) => `${index + 1}. ${task.title}${marksDone && task.completed ? ' (done)' : ''}`);
  const more = total - lines.length;
  return [...lines, ...(more > 0 ? [`… and ${more} more.`] : [])].join('\n');
}

export const whatThereIs = (tasks: Known[]) =>
  tasks.length === 0 ? 'Your list is empty.' : `Your tasks are ${names(tasks)}.`;

const EXAMPLES = '“Add a task to buy milk”, “Show my tasks” or “Mark the milk task as done”';

export const HELP = `I am the offline stand-in for a language model and understand simple sentences about your tasks. Try ${EXAMPLES}; you can also rename, reopen and delete tasks.`;
export const GREETING = `Hello. I keep your task list. Try ${EXAMPLES}.`;
export const notUnderstood = (text: string) =>
  `I do not understand ${text === '' ? 'that' : `“${text}”`}. I am the offline stand-in for a language model and know simple sentences only, such as ${EXAMPLES}.`;
export const NOTHING_CHANGED = 'All right, nothing was changed.';
