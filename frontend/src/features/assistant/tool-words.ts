import type { ToolUse } from './thread.ts';

/** A quiet line about a tool: words, with the titles of tasks in it set apart. */
export type Words = readonly (string | { title: string })[];

/** What a tool does or has done, in words. */
export function toolWords({ name, title, result, before }: ToolUse): Words {
  if (!result) return [title];
  const [task] = result.tasks;
  if (!result.ok || !task || name === 'list_tasks') return [phrase(result.summary)];
  const subject = { title: task.title };
  switch (name) {
    case 'add_task':
      return ['Added ', subject];
    case 'complete_task':
      return [task.completed ? 'Completed ' : 'Opened again: ', subject];
    case 'delete_task':
      return ['Deleted ', subject];
    case 'update_task':
      if (!before) return [phrase(result.summary)];
      return before.title === task.title
        ? ['Changed ', subject]
        : ['Renamed ', { title: before.title }, ' to ', subject];
    default:
      return [phrase(result.summary)];
  }
}

const phrase = (sentence: string) => sentence.replace(/\.$/, '');

/** The same as one text, for those who hear it. */
export const plainWords = (words: Words): string =>
  words.map((word) => (typeof word === 'string' ? word : word.title)).join('');
